package io.fairlead.standalone.deflate;

import io.fairlead.core.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses the messages that one connection sends (RFC 7692, section 7.2.1), whole or in parts.
 * For the connection's event loop.
 */
public final class MessageDeflater {

  private static final int CHUNK_BYTES = 8 * 1024;
  private static final int MOST_GROWTH = 1 << 20;
  private static final byte[] NOTHING = {};

  /** The end of what a sync flush puts out, which is left out at the end of a message. */
  private static final int TAIL_BYTES = 4;

  /** An empty block, without its tail: a frame that ends a message must not be empty. */
  private static final int EMPTY_BLOCK = 0;

  private final FastThreadLocal<ZlibPool> pools;
  private final boolean takeover;
  private final int minBytes;
  private final MemoryBudget.Account memory;
  private @Nullable Deflater deflater;
  private boolean inMessage;
  private boolean closed;

  MessageDeflater(
      FastThreadLocal<ZlibPool> pools,
      boolean takeover,
      int minBytes,
      MemoryBudget.Account memory) {
    this.pools = pools;
    this.takeover = takeover;
    this.minBytes = minBytes;
    this.memory = memory;
  }

  /**
   * The compressed payload of the next frame of data; the first frame of a message gets RSV1 where
   * there is one.
   *
   * @param payload stays as it is
   * @param first whether the frame starts a message
   * @param last whether it ends the message
   * @return owned by the caller; null where the payload goes as it is
   */
  public @Nullable ByteBuf deflate(
      ByteBufAllocator allocator, ByteBuffer payload, boolean first, boolean last) {
    if (closed) {
      throw new IllegalStateException("the connection is closed");
    }
    boolean whole = first && last;
    if (first) {
      inMessage = (!whole || payload.remaining() >= minBytes) && mayKeep(whole);
    }
    if (!inMessage) {
      return null;
    }
    if (!last && !payload.hasRemaining()) {
      return Unpooled.EMPTY_BUFFER; // Netty's client fails at a block that stands for nothing
    }
    ByteBuf packed = packed(allocator, payload, last);
    if (last) {
      endMessage();
      // with takeover the client's window has to see the message in any case
      if (whole && !takeover && packed.readableBytes() >= payload.remaining()) {
        packed.release();
        return null;
      }
    }
    return packed;
  }

  /** Without memory to keep a compressor in, messages go as they are. */
  private boolean mayKeep(boolean whole) {
    return deflater != null || (whole && !takeover) || memory.use(ZlibPool.DEFLATER_BYTES);
  }

  private ByteBuf packed(ByteBufAllocator allocator, ByteBuffer payload, boolean last) {
    Deflater open = open();
    ByteBuf out = allocator.directBuffer(Math.min(CHUNK_BYTES, payload.remaining() / 2 + 64));
    try {
      open.setInput(payload.duplicate());
      int room;
      int made;
      do {
        out.ensureWritable(Math.min(out.capacity(), MOST_GROWTH));
        room = out.writableBytes();
        made = open.deflate(out.nioBuffer(out.writerIndex(), room), Deflater.SYNC_FLUSH);
        out.writerIndex(out.writerIndex() + made);
      } while (made == room);
      if (last) {
        cutTail(out);
      }
      return out;
    } catch (RuntimeException | Error e) {
      out.release();
      throw e;
    }
  }

  private static void cutTail(ByteBuf out) {
    if (out.readableBytes() >= TAIL_BYTES) {
      out.writerIndex(out.writerIndex() - TAIL_BYTES);
    }
    if (!out.isReadable()) {
      out.writeByte(EMPTY_BLOCK);
    }
  }

  private Deflater open() {
    Deflater open = deflater;
    if (open == null) {
      open = pools.get().deflater();
      deflater = open;
    }
    return open;
  }

  private void endMessage() {
    inMessage = false;
    if (!takeover) {
      release();
    } else if (deflater != null) {
      deflater.setInput(NOTHING); // not to keep the payload
    }
  }

  private void release() {
    if (deflater != null) {
      pools.get().giveBack(deflater);
      deflater = null;
    }
    memory.use(0);
  }

  void close() {
    closed = true;
    release();
  }
}
