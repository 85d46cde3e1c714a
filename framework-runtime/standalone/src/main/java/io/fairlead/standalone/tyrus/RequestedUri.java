package io.fairlead.standalone.tyrus;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake asked for, as the client wrote it; the engine's own form loses some of that. It
 * stays in its parts, which others keep anyway.
 *
 * @param port -1 where the client named none
 */
record RequestedUri(boolean secure, String host, int port, String path, @Nullable String query) {

  URI uri() {
    return URI.create(
        (secure ? "wss://" : "ws://")
            + host
            + (port < 0 ? "" : ":" + port)
            + path
            + (query == null ? "" : "?" + query));
  }
}
