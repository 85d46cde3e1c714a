package io.fairlead.standalone.wire;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;

/** The peer broke a rule of the protocol, or a limit; says how to close. */
public final class FrameException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient CloseReason reason;

  FrameException(CloseCode code, String message) {
    super(message, null, false, false); // made for every bad client: no stack trace
    this.reason = new CloseReason(code, message);
  }

  /** A violation of the protocol: 1002. */
  static FrameException protocol(String message) {
    return new FrameException(CloseCodes.PROTOCOL_ERROR, message);
  }

  /** Text that is not UTF-8: 1007. */
  static FrameException notUtf8() {
    return new FrameException(CloseCodes.NOT_CONSISTENT, "text that is not UTF-8");
  }

  /** The close code and reason for the peer. */
  public CloseReason reason() {
    return reason;
  }
}
