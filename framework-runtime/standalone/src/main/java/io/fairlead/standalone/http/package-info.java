/** Plain HTTP beside WebSocket: targets, health, routes, static pages, problem documents. */
@NullMarked
package io.fairlead.standalone.http;

import org.jspecify.annotations.NullMarked;
