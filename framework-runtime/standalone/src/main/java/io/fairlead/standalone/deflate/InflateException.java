package io.fairlead.standalone.deflate;

import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;

/** A client's message cannot be inflated, or not within the limits. */
public final class InflateException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient CloseCode code;

  private InflateException(CloseCode code, String message) {
    super(message, null, false, false); // made for every bad client: no stack trace
    this.code = code;
  }

  static InflateException tooLong(int maxMessageBytes) {
    return new InflateException(
        CloseCodes.TOO_BIG, "a message is longer than " + maxMessageBytes + " bytes");
  }

  /** The payload is not what its form says (RFC 6455, section 7.4.1: 1007). */
  static InflateException malformed() {
    return new InflateException(CloseCodes.NOT_CONSISTENT, "a message that cannot be inflated");
  }

  static InflateException noMemory() {
    return new InflateException(
        CloseCodes.TRY_AGAIN_LATER, "the server has no memory for this message now");
  }

  /** How to close. */
  public CloseCode code() {
    return code;
  }
}
