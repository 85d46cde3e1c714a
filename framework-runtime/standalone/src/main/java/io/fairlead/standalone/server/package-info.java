/** One port for HTTP/1.1 and WebSocket. */
@NullMarked
package io.fairlead.standalone.server;

import org.jspecify.annotations.NullMarked;
