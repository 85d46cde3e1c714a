package io.fairlead.api.connection;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A message was not sent; the reason says why, the message what to do about it. It has no stack
 * trace: where a client is slow it is made often, and nothing in the program is wrong.
 */
public class NotSentException extends IOException {

  private static final long serialVersionUID = 1L;

  private final LossReason reason;

  /** For the runtime. */
  public NotSentException(LossReason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public LossReason reason() {
    return reason;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
