package io.fairlead.core.connection;

import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.NotSentException;
import jakarta.websocket.CloseReason;

/**
 * Why nothing more is sent on a connection that has come to its end. Every connection gets one and
 * few are ever seen, so it has no stack trace: that would cost more than the rest of the end.
 */
final class EndedException extends NotSentException {

  private static final long serialVersionUID = 1L;

  EndedException(String state, CloseReason reason) {
    super(LossReason.CLOSED, "the connection is " + state + ": " + reason.getCloseCode(), null);
  }
}
