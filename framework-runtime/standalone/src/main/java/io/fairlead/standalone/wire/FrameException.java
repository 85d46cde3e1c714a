package io.fairlead.standalone.wire;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;

/** The peer broke a rule of the protocol, or a limit; says how to close. */
public final class FrameException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient CloseReason reason;

  FrameException(CloseCode code, String message) {
    super(message, null, false, false); // made for every bad client: no stack trace
    this.reason = new CloseReason(code, message);
  }

  /** The close code and reason for the peer. */
  public CloseReason reason() {
    return reason;
  }
}
