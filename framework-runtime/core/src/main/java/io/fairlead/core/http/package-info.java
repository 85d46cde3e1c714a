/** The little HTTP beside WebSocket, the same on every server: targets, routes, health. */
@NullMarked
package io.fairlead.core.http;

import org.jspecify.annotations.NullMarked;
