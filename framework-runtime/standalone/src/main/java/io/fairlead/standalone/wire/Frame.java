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

  private final byte[] bytes;
  private final int offset;

  Frame(byte[] bytes, int offset) {
    this.bytes = bytes;
    this.offset = offset;
  }

  int opcode() {
    return bytes[0] & 0x0F;
  }

  boolean fin() {
    return (bytes[0] & 0x80) != 0;
  }

  /** Whether it is a close frame. */
  public boolean isClose() {
    return opcode() == CLOSE;
  }

  /** Length of the payload in bytes. */
  public int size() {
    return bytes.length - offset;
  }

  /** Header and payload, without a mask. */
  public ByteBuffer whole() {
    return ByteBuffer.wrap(bytes);
  }

  /** The payload. */
  public ByteBuffer payload() {
    return ByteBuffer.wrap(bytes, offset, size()).slice();
  }

  @Override
  public String toString() {
    return "frame with opcode " + opcode() + " and " + size() + " bytes";
  }
}
