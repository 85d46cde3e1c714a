package io.fairlead.standalone.wire;

import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.standalone.deflate.InflateException;
import io.fairlead.standalone.deflate.MessageInflater;
import io.netty.buffer.ByteBuf;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a client's bytes into frames, unmasks and checks them (RFC 6455, sections 5.1 to 5.5 and 8):
 * headers, the order of fragments, the limit for messages, and that text is UTF-8, each as soon as
 * the bytes that show it are there, however they are chopped. Compressed messages come out inflated
 * (RFC 7692), frame by frame. For one connection and one thread.
 *
 * <p>Memory grows with what has arrived, never with what was announced.
 */
public final class FrameDecoder {

  private static final int FIRST_BYTES = 4096;
  private static final byte[] NONE = {};

  private final FrameHeader header;
  private final MemoryBudget.Account memory;
  private @Nullable MessageInflater inflater;
  private final Utf8Check utf8 = new Utf8Check();
  private byte[] payload = NONE;
  private int payloadBytes;
  private boolean inPayload;
  private boolean text;

  /**
   * A decoder at the start of a connection.
   *
   * @param maxMessageBytes longest message, in bytes, fragments together
   * @param memory where half a frame is counted
   */
  public FrameDecoder(int maxMessageBytes, MemoryBudget.Account memory) {
    this.header = new FrameHeader(maxMessageBytes);
    this.memory = memory;
  }

  /** Gives the memory back; no frame will be taken any more. */
  public void close() {
    payload = NONE;
    memory.use(0);
    if (inflater != null) {
      inflater.close();
    }
  }

  /** Allows compressed messages. Before the first byte. */
  public void inflateWith(MessageInflater agreed) {
    inflater = agreed;
    header.allowCompressed();
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
    if (!header.compressed()) {
      checkText(payload, payloadBytes, end);
    }
    payloadBytes = end;
    return end < length ? null : whole();
  }

  private void makeRoom(int needed, int length) throws FrameException {
    if (payloadBytes == 0) {
      payload = length == 0 ? NONE : new byte[room(Math.max(FIRST_BYTES, needed), length)];
    } else if (payload.length < needed) {
      payload = Arrays.copyOf(payload, room(Math.max(needed, 2L * payload.length), length));
    }
  }

  private int room(long wanted, int length) throws FrameException {
    int bytes = (int) Math.min(length, wanted);
    if (!memory.use(bytes)) {
      throw new FrameException(
          CloseCodes.TRY_AGAIN_LATER, "the server has no memory for this message now");
    }
    return bytes;
  }

  private void checkText(byte[] bytes, int from, int to) throws FrameException {
    if (text && !header.control() && !utf8.accept(bytes, from, to)) {
      throw FrameException.notUtf8();
    }
  }

  private Frame whole() throws FrameException {
    Frame frame = new Frame(header.plainFirst(), text && !header.control(), content());
    if (payload.length > MemoryBudget.FREE) {
      memory.use(0); // whoever takes the frame counts it
    }
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

  /** The payload, inflated where it has to be. */
  private byte[] content() throws FrameException {
    if (!header.compressed() || inflater == null) {
      return payload;
    }
    try {
      byte[] inflated = inflater.inflate(payload, 0, payloadBytes, header.fin());
      checkText(inflated, 0, inflated.length);
      return inflated;
    } catch (InflateException e) {
      throw new FrameException(e.code(), String.valueOf(e.getMessage()));
    }
  }
}
