package io.fairlead.standalone.wire;

import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.standalone.deflate.MessageDeflater;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** Makes the bytes of frames where compression is agreed (RFC 7692, section 6.1). */
final class DeflatingEncoder {

  private static final int RSV1 = 0x40;

  private DeflatingEncoder() {}

  /** The bytes of a batch, in as few buffers as are good for it. */
  static List<ByteBuf> encode(
      ByteBufAllocator allocator, List<OutboundFrame> batch, MessageDeflater deflater) {
    List<ByteBuf> buffers = new ArrayList<>(1);
    try {
      ByteBuf buffer = null;
      for (OutboundFrame frame : batch) {
        if (buffer == null || buffer.readableBytes() >= FrameEncoder.GATHERED_BYTES) {
          buffer = allocator.directBuffer();
          buffers.add(buffer);
        }
        put(buffer, frame, deflater);
      }
      return buffers;
    } catch (RuntimeException | Error e) {
      buffers.forEach(ByteBuf::release);
      throw e;
    }
  }

  private static void put(ByteBuf buffer, OutboundFrame frame, MessageDeflater deflater) {
    ByteBuf packed =
        frame.control()
            ? null
            : deflater.deflate(
                buffer.alloc(), frame.message().payload(), frame.first(), frame.last());
    if (packed == null) {
      FrameEncoder.put(buffer, frame);
    } else {
      put(buffer, FrameEncoder.first(frame) | (frame.first() ? RSV1 : 0), packed);
    }
  }

  /**
   * A frame of data or control that the engine made, compressed where that is worth it.
   *
   * @param frame header and payload; released unless it is returned
   */
  static ByteBuf engineFrame(ByteBufAllocator allocator, ByteBuf frame, MessageDeflater deflater) {
    ByteBuf buffer = null;
    try {
      int first = frame.getUnsignedByte(frame.readerIndex());
      if ((first & 0x08) != 0) {
        return frame;
      }
      boolean starts = (first & 0x0F) != Frame.CONTINUATION;
      int code = frame.getByte(frame.readerIndex() + 1) & 0x7F;
      int header = code < 126 ? 2 : code == 126 ? 4 : 10;
      ByteBuf packed =
          deflater.deflate(
              allocator,
              frame.nioBuffer(frame.readerIndex() + header, frame.readableBytes() - header),
              starts,
              (first & 0x80) != 0);
      if (packed == null) {
        return frame;
      }
      buffer = allocator.directBuffer(10 + packed.readableBytes());
      put(buffer, first | (starts ? RSV1 : 0), packed);
      frame.release();
      return buffer;
    } catch (RuntimeException | Error e) {
      frame.release();
      if (buffer != null) {
        buffer.release();
      }
      throw e;
    }
  }

  private static void put(ByteBuf buffer, int first, ByteBuf packed) {
    try {
      FrameEncoder.header(buffer, first, packed.readableBytes());
      buffer.writeBytes(packed);
    } finally {
      packed.release();
    }
  }
}
