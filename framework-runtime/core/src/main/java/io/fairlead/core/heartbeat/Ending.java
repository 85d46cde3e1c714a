package io.fairlead.core.heartbeat;

import jakarta.websocket.CloseReason;

/** How a heartbeat ends its connection. Any thread; must not block. */
public interface Ending {

  /**
   * Drops the connection without a closing handshake.
   *
   * @param why short, for the endpoint and the log
   */
  void drop(String why);

  /** Closes the connection in order. */
  void close(CloseReason reason);
}
