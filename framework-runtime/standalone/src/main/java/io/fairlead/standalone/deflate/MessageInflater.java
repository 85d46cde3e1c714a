package io.fairlead.standalone.deflate;

import io.fairlead.core.memory.MemoryBudget;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates the messages that come in on one connection (RFC 7692, section 7.2.2), frame by frame.
 * What a message inflates to is bounded while it is made, so that a short message that stands for a
 * long one costs no more than the limit, in memory and in time. For the connection's event loop.
 */
public final class MessageInflater {

  private static final byte[] NOTHING = {};

  /** What the sender left out at the end of a message. */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private final FastThreadLocal<ZlibPool> pools;
  private final boolean takeover;
  private final int maxMessageBytes;
  private final MemoryBudget.Account memory;
  private @Nullable Inflater inflater;
  private int messageBytes;

  /** Between two streams of blocks, where no tail is missing. */
  private boolean between = true;

  private boolean closed;

  MessageInflater(
      FastThreadLocal<ZlibPool> pools,
      boolean takeover,
      int maxMessageBytes,
      MemoryBudget.Account memory) {
    this.pools = pools;
    this.takeover = takeover;
    this.maxMessageBytes = maxMessageBytes;
    this.memory = memory;
  }

  /**
   * Inflates the payload of one frame of a compressed message.
   *
   * @param bytes holds the payload, unmasked; stays as it is
   * @param last whether the frame ends the message
   * @return what has become readable with it; not a byte more than the message may still have
   * @throws InflateException if it cannot be inflated, or is too long, or there is no memory to go
   *     on with it later; the inflater is closed then
   */
  public byte[] inflate(byte[] bytes, int offset, int length, boolean last)
      throws InflateException {
    if (closed) {
      throw new IllegalStateException("the connection is closed");
    }
    ZlibPool pool = pools.get();
    Inflater open = inflater;
    if (open == null) {
      if ((takeover || !last) && !memory.use(ZlibPool.INFLATER_BYTES)) {
        close();
        throw InflateException.noMemory();
      }
      open = pool.inflater();
      inflater = open;
    }
    Inflated out = new Inflated(pool.scratch(), maxMessageBytes - messageBytes);
    try {
      feed(open, bytes, offset, length, out);
      if (last && !between) {
        feed(open, TAIL, 0, TAIL.length, out);
      }
    } catch (DataFormatException e) {
      close();
      throw InflateException.malformed();
    } catch (Inflated.FullException e) {
      close();
      throw InflateException.tooLong(maxMessageBytes);
    }
    messageBytes += out.size();
    open.setInput(NOTHING); // not to keep the payload
    if (last) {
      endMessage();
    }
    return out.toArray();
  }

  private void feed(Inflater open, byte[] bytes, int offset, int length, Inflated out)
      throws DataFormatException, Inflated.FullException {
    int left = length;
    while (left > 0) {
      between = false;
      open.setInput(bytes, offset + length - left, left);
      out.fillFrom(open);
      left = open.getRemaining();
      if (!open.finished()) {
        return;
      }
      // a block said that it is the last one (section 7.2.3.5): whatever follows begins anew
      open.reset();
      between = true;
    }
  }

  private void endMessage() {
    messageBytes = 0;
    between = true;
    if (!takeover) {
      release();
    }
  }

  private void release() {
    if (inflater != null) {
      pools.get().giveBack(inflater);
      inflater = null;
      memory.use(0);
    }
  }

  /** Gives back what it keeps; it must not be used after that. May be called again. */
  public void close() {
    closed = true;
    release();
  }
}
