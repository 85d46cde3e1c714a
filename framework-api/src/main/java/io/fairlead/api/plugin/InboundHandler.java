package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.connection.InboundMessage;

/**
 * Sees every message between the wire and the endpoint.
 *
 * <p>Called for one message of a connection at a time, in the order of arrival; for different
 * connections from different threads at once. Must decide <em>exactly once</em>, by {@link
 * Chain#proceed()} or {@link Chain#consume()}. It may do so later and from another thread; the
 * connection's next message waits for it. On an endpoint marked {@link io.fairlead.api.NonBlocking}
 * it runs on an event loop and must not block; elsewhere it may.
 *
 * <p>If it throws before it has decided, the error handlers are asked; unless one of them closes
 * the connection, the message goes on as if this handler were not there. If it does not decide
 * within {@code fairlead.inbound.handler-timeout}, the same happens with a {@link
 * java.util.concurrent.TimeoutException}, and where it has not even returned, it is interrupted
 * (not on an event loop); the message waits till it does.
 */
@UserImplemented
public non-sealed interface InboundHandler extends Contribution {

  /** Takes a message. */
  void onMessage(InboundMessage message, Chain chain) throws Exception;

  /**
   * Whether this handler can work with parts of messages. Where an endpoint takes messages in parts
   * and every handler accepts parts, they pass one by one as they arrive; else the parts are put
   * together first. Must always give the same answer.
   */
  default boolean acceptsParts() {
    return false;
  }
}
