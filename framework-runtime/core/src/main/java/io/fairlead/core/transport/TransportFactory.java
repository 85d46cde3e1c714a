package io.fairlead.core.transport;

import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;

/** Finds the transport below a session that the server has just opened. */
@FunctionalInterface
public interface TransportFactory {

  /**
   * Finds it.
   *
   * @param session the server's own session
   * @param attachment what the server attached to the admission, if it did
   */
  Transport transport(Session session, @Nullable Object attachment);
}
