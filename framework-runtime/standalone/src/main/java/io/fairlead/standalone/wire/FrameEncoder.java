package io.fairlead.standalone.wire;

import io.fairlead.core.transport.OutboundFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import jakarta.websocket.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes the bytes of frames, unmasked as a server must send them (RFC 6455, section 5.2). */
final class FrameEncoder {

  /** Frames are gathered up to here, so that many small ones cost one write. */
  static final int GATHERED_BYTES = 64 * 1024;

  private FrameEncoder() {}

  /** The bytes of a batch, in as few buffers as are good for it. */
  static List<ByteBuf> encode(ByteBufAllocator allocator, List<OutboundFrame> batch) {
    if (batch.size() == 1) {
      return List.of(encode(allocator, batch.get(0)));
    }
    List<ByteBuf> buffers = new ArrayList<>(1);
    try {
      int from = 0;
      while (from < batch.size()) {
        int to = from;
        long size = 0;
        do {
          size += length(batch.get(to++).size());
        } while (to < batch.size() && size + length(batch.get(to).size()) <= GATHERED_BYTES);
        ByteBuf buffer = allocator.directBuffer(Math.toIntExact(size), Math.toIntExact(size));
        buffers.add(buffer);
        batch.subList(from, to).forEach(frame -> put(buffer, frame));
        from = to;
      }
      return buffers;
    } catch (RuntimeException | Error e) {
      buffers.forEach(ByteBuf::release);
      throw e;
    }
  }

  private static ByteBuf encode(ByteBufAllocator allocator, OutboundFrame frame) {
    int size = Math.toIntExact(length(frame.size()));
    ByteBuf buffer = allocator.directBuffer(size, size);
    put(buffer, frame);
    return buffer;
  }

  /** The bytes of a close frame. */
  static ByteBuf close(ByteBufAllocator allocator, CloseReason reason) {
    byte[] phrase = reason.getReasonPhrase().getBytes(StandardCharsets.UTF_8);
    ByteBuf buffer = allocator.directBuffer(4 + phrase.length);
    return buffer
        .writeByte(0x80 | Frame.CLOSE)
        .writeByte(2 + phrase.length)
        .writeShort(reason.getCloseCode().getCode())
        .writeBytes(phrase);
  }

  /** The bytes of a pong with the payload of a ping. */
  static ByteBuf pong(ByteBufAllocator allocator, Frame ping) {
    return allocator
        .directBuffer(2 + ping.size())
        .writeByte(0x80 | Frame.PONG)
        .writeByte(ping.size())
        .writeBytes(ping.array());
  }

  /** Appends a frame as it is. */
  static void put(ByteBuf buffer, OutboundFrame frame) {
    int size = frame.size();
    header(buffer, first(frame), size);
    // not writeBytes(): for a read-only buffer that makes another copy
    int at = buffer.ensureWritable(size).writerIndex();
    buffer.internalNioBuffer(at, size).put(frame.message().payload());
    buffer.writerIndex(at + size);
  }

  /** Appends a frame's header. */
  static void header(ByteBuf buffer, int first, int size) {
    buffer.writeByte(first);
    if (size < 126) {
      buffer.writeByte(size);
    } else if (size < 65_536) {
      buffer.writeByte(126).writeShort(size);
    } else {
      buffer.writeByte(127).writeLong(size);
    }
  }

  /** The first byte: fin and opcode. */
  static int first(OutboundFrame frame) {
    return (frame.last() ? 0x80 : 0) | opcode(frame);
  }

  private static int opcode(OutboundFrame frame) {
    return switch (frame.kind()) {
      case TEXT -> frame.first() ? Frame.TEXT : Frame.CONTINUATION;
      case BINARY -> frame.first() ? Frame.BINARY : Frame.CONTINUATION;
      case PING -> Frame.PING;
      case PONG -> Frame.PONG;
    };
  }

  private static long length(int payload) {
    return payload + (payload < 126 ? 2L : payload < 65_536 ? 4L : 10L);
  }
}
