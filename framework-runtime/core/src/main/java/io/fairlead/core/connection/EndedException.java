package io.fairlead.core.connection;

import jakarta.websocket.CloseReason;
import java.io.IOException;

/**
 * Why nothing more is sent on a connection that has come to its end. Every connection gets one and
 * few are ever seen, so it has no stack trace: that would cost more than the rest of the end.
 */
final class EndedException extends IOException {

  private static final long serialVersionUID = 1L;

  EndedException(String state, CloseReason reason) {
    super("the connection is " + state + ": " + reason.getCloseCode());
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
