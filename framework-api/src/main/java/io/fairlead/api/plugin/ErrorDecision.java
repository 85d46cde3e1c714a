package io.fairlead.api.plugin;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.connection.OutboundMessage;
import jakarta.websocket.CloseReason;

/** What an {@link ErrorHandler} decides. Immutable. */
public sealed interface ErrorDecision {

  /** Leaves it to the next handler. */
  static ErrorDecision next() {
    return Next.INSTANCE;
  }

  /** Ends the matter; the connection goes on. */
  static ErrorDecision ignore() {
    return Ignore.INSTANCE;
  }

  /** Ends the matter with a message to the client. */
  static ErrorDecision reply(OutboundMessage message) {
    return new Reply(message);
  }

  /** Closes the connection. */
  static ErrorDecision close(CloseReason reason) {
    return new Close(reason);
  }

  /** Leaves it to the next handler. */
  enum Next implements ErrorDecision {
    /** The one instance. */
    INSTANCE
  }

  /** Ends the matter. */
  enum Ignore implements ErrorDecision {
    /** The one instance. */
    INSTANCE
  }

  /**
   * Ends the matter with a message to the client.
   *
   * @param message what to send
   */
  record Reply(OutboundMessage message) implements ErrorDecision {
    /** Checks its part. */
    public Reply {
      requireNonNull(message, "message");
    }
  }

  /**
   * Closes the connection.
   *
   * @param reason told to the peer
   */
  record Close(CloseReason reason) implements ErrorDecision {
    /** Checks its part. */
    public Close {
      requireNonNull(reason, "reason");
    }
  }
}
