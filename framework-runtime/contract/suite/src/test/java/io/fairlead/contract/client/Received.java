package io.fairlead.contract.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * A frame from the server, or a message of which all fragments were put together.
 *
 * @param opcode 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong
 * @param last whether it ends its message
 * @param masked which a server must not do
 * @param payload what it carries
 */
public record Received(int opcode, boolean last, boolean masked, byte[] payload) {

  /** The payload as text. */
  public String text() {
    return new String(payload, UTF_8);
  }

  /** Whether it is a close frame. */
  public boolean isClose() {
    return opcode == 8;
  }

  /** Of a close frame: its code, 1005 where there is none. */
  public int closeCode() {
    if (!isClose()) {
      throw new AssertionError("this is no close frame but " + this);
    }
    return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
  }

  /** Of a close frame: its reason. */
  public String closeReason() {
    return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
  }

  @Override
  public String toString() {
    String text = isClose() ? closeCode() + " " + closeReason() : text();
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return "opcode " + opcode + ", " + payload.length + " bytes: " + shown;
  }
}
