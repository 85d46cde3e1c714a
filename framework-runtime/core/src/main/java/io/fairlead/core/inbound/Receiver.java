package io.fairlead.core.inbound;

import io.fairlead.api.connection.InboundMessage;
import io.fairlead.core.plugin.ContributionSet;
import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint's end of a connection, behind the handler chain. All calls for one connection are
 * serial, each sees what the one before did, and {@link #onOpen} comes first, {@link #onClose}
 * last. What a method throws is routed to the error handlers by the caller.
 */
public interface Receiver {

  /**
   * A callback, or a message on its way through the handlers, begins: until the next call of this,
   * the endpoint stays of the version that it has then.
   *
   * @param now the contributions that the callback goes by
   */
  default void turn(ContributionSet now) throws Exception {}

  /** The connection is open. */
  void onOpen() throws Exception;

  /**
   * A message, or a part where {@link #takesParts}.
   *
   * @return a stage that the next message waits for; null when done
   */
  @Nullable CompletionStage<?> onMessage(InboundMessage message) throws Exception;

  /** A pong. */
  void onPong(ByteBuffer data) throws Exception;

  /**
   * A failure that no error handler took.
   *
   * @return whether the endpoint has a method for errors (which was called)
   */
  boolean onError(Throwable error) throws Exception;

  /** The connection has ended. Called once, also when {@link #onOpen} failed. */
  void onClose(CloseReason reason) throws Exception;

  /**
   * The very last call: {@link #onClose} is over, and a failure of it has been routed. Lets go of
   * what the endpoint held.
   */
  default void release() throws Exception {}

  /** Whether the endpoint takes messages of that kind in parts. */
  boolean takesParts(InboundMessage.Kind kind);
}
