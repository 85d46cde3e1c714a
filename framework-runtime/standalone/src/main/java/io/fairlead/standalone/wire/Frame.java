package io.fairlead.standalone.wire;

import java.nio.ByteBuffer;

/** A whole frame from a client, unmasked. Owned by whoever got it. */
public final class Frame {

  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  private final int first;
  private final boolean text;
  private final byte[] payload;

  /**
   * A frame.
   *
   * @param first its first byte
   * @param text whether it belongs to a text message
   */
  Frame(int first, boolean text, byte[] payload) {
    this.first = first;
    this.text = text;
    this.payload = payload;
  }

  /** The opcode (RFC 6455, section 5.2). */
  int opcode() {
    return first & 0x0F;
  }

  /** Whether it ends its message. */
  public boolean fin() {
    return (first & 0x80) != 0;
  }

  /** Whether it is a control frame. */
  public boolean isControl() {
    return (first & 0x08) != 0;
  }

  /** Whether it is a close frame. */
  public boolean isClose() {
    return opcode() == CLOSE;
  }

  /** Whether it is a ping. */
  public boolean isPing() {
    return opcode() == PING;
  }

  /** Whether it is a pong. */
  public boolean isPong() {
    return opcode() == PONG;
  }

  /** Whether it is a text message or a part of one; its bytes are as much of UTF-8. */
  public boolean isText() {
    return text;
  }

  /** Length of the payload in bytes. */
  public int size() {
    return payload.length;
  }

  /** The payload's own array. */
  byte[] array() {
    return payload;
  }

  /** The payload. */
  public ByteBuffer payload() {
    return ByteBuffer.wrap(payload);
  }

  /** Header and payload, without a mask; a copy. */
  public ByteBuffer whole() {
    int size = payload.length;
    ByteBuffer whole = ByteBuffer.allocate(size + (size < 126 ? 2 : size < 65_536 ? 4 : 10));
    whole.put((byte) first);
    if (size < 126) {
      whole.put((byte) size);
    } else if (size < 65_536) {
      whole.put((byte) 126).putShort((short) size);
    } else {
      whole.put((byte) 127).putLong(size);
    }
    return whole.put(payload).flip();
  }

  @Override
  public String toString() {
    return "frame with opcode " + opcode() + " and " + size() + " bytes";
  }
}
