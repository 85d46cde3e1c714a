package io.fairlead.standalone.wire;

import io.netty.buffer.ByteBuf;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a client's bytes into frames and checks them (RFC 6455, sections 5.1 to 5.5): mask, reserved
 * bits, opcodes, control frames, minimal lengths, the order of fragments, and the limit for
 * messages, each as soon as the bytes that show it are there. For one connection and one thread.
 *
 * <p>Memory grows with what has arrived, never with what was announced.
 */
public final class FrameDecoder {

  private static final int FIRST_BYTES = 4096;

  private final int maxMessageBytes;
  private final byte[] header = new byte[14];
  private int headerBytes;
  private byte @Nullable [] frame;
  private int frameBytes;
  private int frameLength;
  private boolean inMessage;
  private long messageBytes;

  /**
   * A decoder at the start of a connection.
   *
   * @param maxMessageBytes longest message, in bytes, fragments together
   */
  public FrameDecoder(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Takes bytes until a frame is whole.
   *
   * @return the frame; null when all bytes are taken and it needs more
   * @throws FrameException if the bytes break a rule; the decoder must not be used after that
   */
  public @Nullable Frame next(ByteBuf in) throws FrameException {
    if (frame == null && !readHeader(in)) {
      return null;
    }
    return readPayload(in);
  }

  // --- header ----------------------------------------------------------------------------------

  private boolean readHeader(ByteBuf in) throws FrameException {
    while (true) {
      int need = headerLength();
      int take = Math.min(need - headerBytes, in.readableBytes());
      in.readBytes(header, headerBytes, take);
      headerBytes += take;
      if (headerBytes < need) {
        return false;
      }
      if (need == 2) {
        checkStart();
      }
      if (need == 2 + lengthBytes()) {
        checkLength();
      }
      if (need == 6 + lengthBytes()) {
        startPayload(in);
        return true;
      }
    }
  }

  /** How much of the header can be read before the next check. */
  private int headerLength() {
    if (headerBytes < 2) {
      return 2;
    }
    return headerBytes < 2 + lengthBytes() ? 2 + lengthBytes() : 6 + lengthBytes();
  }

  private int lengthBytes() {
    int code = header[1] & 0x7F;
    return code < 126 ? 0 : code == 126 ? 2 : 8;
  }

  private void checkStart() throws FrameException {
    int opcode = header[0] & 0x0F;
    boolean fin = (header[0] & 0x80) != 0;
    if ((header[0] & 0x70) != 0) {
      throw protocol("a reserved bit is set");
    }
    if ((header[1] & 0x80) == 0) {
      throw protocol("a frame from a client must be masked");
    }
    switch (opcode) {
      case Frame.CONTINUATION -> {
        if (!inMessage) {
          throw protocol("a continuation without a message");
        }
      }
      case Frame.TEXT, Frame.BINARY -> {
        if (inMessage) {
          throw protocol("a message inside another");
        }
      }
      case Frame.CLOSE, Frame.PING, Frame.PONG -> {
        if (!fin || (header[1] & 0x7F) > 125) {
          throw protocol("a control frame is fragmented or too long");
        }
      }
      default -> throw protocol("opcode " + opcode + " is reserved");
    }
  }

  private void checkLength() throws FrameException {
    long length = announced();
    if (length < 0) {
      throw protocol("a length with its highest bit set");
    }
    int bytes = lengthBytes();
    if ((bytes == 2 && length < 126) || (bytes == 8 && length < 65_536)) {
      throw protocol("a length not in its shortest form");
    }
    if ((header[0] & 0x08) == 0 && length > maxMessageBytes - messageBytes) {
      throw new FrameException(
          CloseCodes.TOO_BIG, "a message is longer than " + maxMessageBytes + " bytes");
    }
  }

  private long announced() {
    int bytes = lengthBytes();
    if (bytes == 0) {
      return header[1] & 0x7F;
    }
    long length = 0;
    for (int i = 2; i < 2 + bytes; i++) {
      length = length << 8 | (header[i] & 0xFF);
    }
    return length;
  }

  // --- payload ---------------------------------------------------------------------------------

  private void startPayload(ByteBuf in) {
    int start = 2 + lengthBytes();
    frameLength = start + (int) announced();
    frame = new byte[Math.min(frameLength, Math.max(FIRST_BYTES, start + in.readableBytes()))];
    System.arraycopy(header, 0, frame, 0, start);
    frame[1] &= 0x7F;
    frameBytes = start;
  }

  private @Nullable Frame readPayload(ByteBuf in) {
    byte[] bytes = grown(in.readableBytes());
    int take = Math.min(frameLength - frameBytes, in.readableBytes());
    in.readBytes(bytes, frameBytes, take);
    frameBytes += take;
    if (frameBytes < frameLength) {
      return null;
    }
    int start = 2 + lengthBytes();
    Mask.apply(bytes, start, header, start);
    frame = null;
    headerBytes = 0;
    Frame whole = new Frame(bytes, start);
    follow(whole);
    return whole;
  }

  private byte[] grown(int more) {
    byte[] bytes = frame == null ? new byte[0] : frame;
    int wanted = (int) Math.min(frameLength, (long) frameBytes + more);
    if (wanted > bytes.length) {
      bytes =
          Arrays.copyOf(bytes, (int) Math.min(frameLength, Math.max(wanted, 2L * bytes.length)));
      frame = bytes;
    }
    return bytes;
  }

  private void follow(Frame whole) {
    if ((whole.opcode() & 0x08) == 0) {
      inMessage = !whole.fin();
      messageBytes = inMessage ? messageBytes + whole.size() : 0;
    }
  }

  private static FrameException protocol(String message) {
    return new FrameException(CloseCodes.PROTOCOL_ERROR, message);
  }
}
