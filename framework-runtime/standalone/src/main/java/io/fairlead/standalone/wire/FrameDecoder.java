package io.fairlead.standalone.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a client's bytes into frames, unmasks and checks them (RFC 6455, sections 5.1 to 5.5 and 8):
 * headers, the order of fragments, the limit for messages, and that text is UTF-8, each as soon as
 * the bytes that show it are there, however they are chopped. For one connection and one thread.
 *
 * <p>Memory grows with what has arrived, never with what was announced.
 */
public final class FrameDecoder {

  private static final int FIRST_BYTES = 4096;
  private static final byte[] NONE = {};

  private final FrameHeader header;
  private final Utf8Check utf8 = new Utf8Check();
  private byte[] payload = NONE;
  private int payloadBytes;
  private boolean inPayload;
  private boolean text;

  /**
   * A decoder at the start of a connection.
   *
   * @param maxMessageBytes longest message, in bytes, fragments together
   */
  public FrameDecoder(int maxMessageBytes) {
    this.header = new FrameHeader(maxMessageBytes);
  }

  /**
   * Takes bytes until a frame is whole.
   *
   * @return the frame; null when all bytes are taken and it needs more
   * @throws FrameException if the bytes break a rule; the decoder must not be used after that
   */
  public @Nullable Frame next(ByteBuf in) throws FrameException {
    if (!inPayload) {
      if (!header.read(in)) {
        return null;
      }
      inPayload = true;
      payloadBytes = 0;
      text |= header.opcode() == Frame.TEXT;
    }
    return readPayload(in);
  }

  private @Nullable Frame readPayload(ByteBuf in) throws FrameException {
    int length = (int) header.length();
    int take = Math.min(length - payloadBytes, in.readableBytes());
    if (take == 0 && length > 0) {
      return null;
    }
    int end = payloadBytes + take;
    makeRoom(end, length);
    in.readBytes(payload, payloadBytes, take);
    Mask.apply(payload, payloadBytes, end, header.mask(), payloadBytes);
    if (text && !header.control() && !utf8.accept(payload, payloadBytes, end)) {
      throw FrameException.notUtf8();
    }
    payloadBytes = end;
    return end < length ? null : whole();
  }

  private void makeRoom(int needed, int length) {
    if (payloadBytes == 0) {
      payload = length == 0 ? NONE : new byte[Math.min(length, Math.max(FIRST_BYTES, needed))];
    } else if (payload.length < needed) {
      payload =
          Arrays.copyOf(payload, (int) Math.min(length, Math.max(needed, 2L * payload.length)));
    }
  }

  private Frame whole() throws FrameException {
    Frame frame = new Frame(header.first(), text && !header.control(), payload);
    payload = NONE;
    inPayload = false;
    header.done();
    if (frame.isText() && frame.fin()) {
      text = false;
      if (!utf8.complete()) {
        throw FrameException.notUtf8();
      }
    }
    return frame;
  }
}
