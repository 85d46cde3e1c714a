package io.fairlead.standalone.wire;

import io.netty.buffer.ByteBuf;
import jakarta.websocket.CloseReason.CloseCodes;

/**
 * Reads the headers of a client's frames and checks them (RFC 6455, sections 5.1 to 5.5): reserved
 * bits, opcodes, mask, control frames, the order of fragments, lengths in their shortest form, and
 * the limit for messages, and where compression is agreed the one bit that marks it (RFC 7692,
 * section 6), each as soon as the bytes that show it are there. A header that is there as a whole
 * is read in place.
 */
final class FrameHeader {

  private static final int LONGEST = 14;
  private static final int RSV = 0x70;
  private static final int RSV1 = 0x40;

  /** How much longer than the message, in parts of it, a compressed one may be; and in bytes. */
  private static final int SLACK_PART = 8;

  private static final int SLACK_BYTES = 1024;

  private final int maxMessageBytes;
  private static final byte[] NONE = {};
  private byte[] partial = NONE; // few headers come in pieces
  private int partialBytes;
  private int first;
  private int mask;
  private long length;
  private boolean inMessage;
  private boolean mayCompress;
  private boolean compressed;
  private long messageBytes;

  FrameHeader(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Allows compressed messages. */
  void allowCompressed() {
    mayCompress = true;
  }

  /** Whether the payload belongs to a compressed message. */
  boolean compressed() {
    return compressed && !control();
  }

  /** The first byte, fin and opcode, as if there were no compression. */
  int plainFirst() {
    return first & ~RSV1;
  }

  /** The masking key. */
  int mask() {
    return mask;
  }

  /** The announced length of the payload. */
  long length() {
    return length;
  }

  boolean fin() {
    return (first & 0x80) != 0;
  }

  int opcode() {
    return first & 0x0F;
  }

  boolean control() {
    return (first & 0x08) != 0;
  }

  /**
   * Reads on.
   *
   * @return whether the header is whole; else all bytes were taken
   */
  boolean read(ByteBuf in) throws FrameException {
    return (partialBytes == 0 && readInPlace(in)) || readPieces(in);
  }

  private boolean readInPlace(ByteBuf in) throws FrameException {
    int at = in.readerIndex();
    int readable = in.readableBytes();
    if (readable < 6) {
      return false;
    }
    int second = in.getByte(at + 1);
    int lengthBytes = lengthBytes(second);
    if (readable < 6 + lengthBytes) {
      return false;
    }
    start(in.getByte(at), second);
    length(
        switch (lengthBytes) {
          case 0 -> second & 0x7F;
          case 2 -> in.getUnsignedShort(at + 2);
          default -> in.getLong(at + 2);
        },
        lengthBytes);
    mask = in.getInt(at + 2 + lengthBytes);
    in.skipBytes(6 + lengthBytes);
    return true;
  }

  private boolean readPieces(ByteBuf in) throws FrameException {
    if (partialBytes == 0) {
      partial = new byte[LONGEST];
    }
    while (in.isReadable()) {
      partial[partialBytes++] = in.readByte();
      if (partialBytes < 2) {
        continue;
      }
      int lengthBytes = lengthBytes(partial[1]);
      if (partialBytes == 2) {
        start(partial[0], partial[1]);
      }
      if (partialBytes == 2 + lengthBytes) {
        length(lengthBytes == 0 ? partial[1] & 0x7F : number(2, 2 + lengthBytes), lengthBytes);
      }
      if (partialBytes == 6 + lengthBytes) {
        mask = (int) number(2 + lengthBytes, partialBytes);
        partial = NONE;
        partialBytes = 0;
        return true;
      }
    }
    return false;
  }

  private long number(int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = number << 8 | (partial[i] & 0xFF);
    }
    return number;
  }

  private static int lengthBytes(int second) {
    int code = second & 0x7F;
    return code < 126 ? 0 : code == 126 ? 2 : 8;
  }

  private void start(int firstByte, int second) throws FrameException {
    first = firstByte & 0xFF;
    if ((first & RSV & ~allowed()) != 0) {
      throw FrameException.protocol("a reserved bit is set");
    }
    if ((second & 0x80) == 0) {
      throw FrameException.protocol("a frame from a client must be masked");
    }
    int opcode = opcode();
    if ((opcode > Frame.BINARY && opcode < Frame.CLOSE) || opcode > Frame.PONG) {
      throw FrameException.protocol("opcode " + opcode + " is reserved");
    }
    if (control() && (!fin() || (second & 0x7F) > 125)) {
      throw FrameException.protocol("a control frame is fragmented or too long");
    }
    order(opcode);
    if (opcode == Frame.TEXT || opcode == Frame.BINARY) {
      compressed = (first & RSV1) != 0;
    }
  }

  /** Only the first frame of a message says that it is compressed. */
  private int allowed() {
    return mayCompress && (opcode() == Frame.TEXT || opcode() == Frame.BINARY) ? RSV1 : 0;
  }

  private void order(int opcode) throws FrameException {
    if (opcode == Frame.CONTINUATION && !inMessage) {
      throw FrameException.protocol("a continuation without a message");
    }
    if ((opcode == Frame.TEXT || opcode == Frame.BINARY) && inMessage) {
      throw FrameException.protocol("a message inside another");
    }
  }

  private void length(long announced, int lengthBytes) throws FrameException {
    if (announced < 0) {
      throw FrameException.protocol("a length with its highest bit set");
    }
    if ((lengthBytes == 2 && announced < 126) || (lengthBytes == 8 && announced < 65_536)) {
      throw FrameException.protocol("a length not in its shortest form");
    }
    if (!control() && announced > most() - messageBytes) {
      throw new FrameException(
          CloseCodes.TOO_BIG, "a message is longer than " + maxMessageBytes + " bytes");
    }
    length = announced;
  }

  /**
   * A compressed message is measured when it is inflated; it may have grown a bit by compression.
   */
  private long most() {
    return compressed
        ? Math.min(
            Integer.MAX_VALUE - 64L,
            maxMessageBytes + (long) maxMessageBytes / SLACK_PART + SLACK_BYTES)
        : maxMessageBytes;
  }

  /** The payload has come, too: what follows is the next header. */
  void done() {
    if (!control()) {
      inMessage = !fin();
      messageBytes = inMessage ? messageBytes + length : 0;
    }
  }
}
