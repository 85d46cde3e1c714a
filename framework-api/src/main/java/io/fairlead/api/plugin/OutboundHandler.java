package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;

/**
 * Sees every whole message on its way from a sender to a connection's queue, and may change it or
 * say how it is sent: so an endpoint that knows nothing but {@code sendText} gets lanes, keys and
 * overflow policies. Messages that an endpoint sends in parts do not pass it.
 *
 * <p>Called on the sender's thread, which may be an event loop, for many connections at once: must
 * not block. If it throws, the error handlers are asked, and the message goes on as if this handler
 * were not there.
 */
@FunctionalInterface
@UserImplemented
public non-sealed interface OutboundHandler extends Contribution {

  /** The message to send: the same, the same sent otherwise, or another one. */
  OutboundMessage onSend(Connection connection, OutboundMessage message) throws Exception;
}
