package io.fairlead.standalone.wire;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The payload of a close frame (RFC 6455, sections 5.5.1 and 7.4). */
public final class ClosePayload {

  private ClosePayload() {}

  /**
   * Reads and checks it.
   *
   * @return the reason; 1005 where the frame is empty
   * @throws FrameException if it is malformed, or the code may not be sent
   */
  public static CloseReason read(Frame frame) throws FrameException {
    ByteBuffer payload = frame.payload();
    if (!payload.hasRemaining()) {
      return new CloseReason(CloseCodes.NO_STATUS_CODE, null);
    }
    if (payload.remaining() == 1) {
      throw new FrameException(CloseCodes.PROTOCOL_ERROR, "half a close code");
    }
    int code = payload.getShort() & 0xFFFF;
    if (!mayBeSent(code)) {
      throw new FrameException(CloseCodes.PROTOCOL_ERROR, "close code " + code + " is not for use");
    }
    return new CloseReason(CloseCodes.getCloseCode(code), phrase(payload));
  }

  private static @Nullable String phrase(ByteBuffer payload) throws FrameException {
    if (!payload.hasRemaining()) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(payload).toString();
    } catch (CharacterCodingException e) {
      throw new FrameException(CloseCodes.NOT_CONSISTENT, "a close reason that is not UTF-8");
    }
  }

  /** Codes that IANA has registered for use on the wire, and those for frameworks and privates. */
  static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }
}
