package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.Pressure;
import jakarta.websocket.CloseReason;
import java.time.Instant;

/**
 * Hears when connections open and close, and how full their queues are. For one connection: {@link
 * #onOpen} before {@code @OnOpen} of the endpoint and before any message; {@link #onClose} once,
 * after {@code @OnClose}, and only if {@code onOpen} was called, on this listener or on one of the
 * plugin's version before. Both in line with the connection's other callbacks, which wait for them;
 * they may block, unless the endpoint is marked {@link io.fairlead.api.NonBlocking}. What they
 * throw goes to the error handlers and changes nothing for the endpoint. One that does not return
 * within {@code fairlead.hooks.timeout} is told to the error handlers as a timeout and interrupted,
 * unless it runs on an event loop; the others wait till it returns.
 */
@UserImplemented
public non-sealed interface ConnectionListener extends Contribution {

  /** A connection has opened; messages may be sent on it. */
  default void onOpen(Connection connection) throws Exception {}

  /** A connection has ended; 1006 stands for an end without a close frame. */
  default void onClose(Connection connection, CloseReason reason) throws Exception {}

  /**
   * The outbound queue of a connection has passed a watermark, up or down. Beside its other
   * callbacks, for one connection one call at a time; where it changes faster than this returns,
   * only the latest is told. May block.
   */
  default void onPressure(Connection connection, Pressure pressure) throws Exception {}

  /**
   * The proof of the client's identity ends soon, and with it the connection, unless the client
   * refreshes it. Once for each proof, {@code fairlead.auth.expiry-warning} ahead. Beside its other
   * callbacks. May block.
   *
   * @param closesAt when the connection will be closed
   */
  default void onExpiring(Connection connection, Instant closesAt) throws Exception {}
}
