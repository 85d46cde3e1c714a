package io.fairlead.standalone.deflate;

import io.fairlead.core.config.FairleadConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Servers' compression for tests, and the JDK's zlib as the other end. */
final class Codecs {

  static final int LIMIT = 1 << 20;

  private Codecs() {}

  static Compression compression(boolean takeover, int minBytes) {
    return compression(takeover, minBytes, 1 << 30);
  }

  /** With a bound on what connections may keep. */
  static Compression compression(boolean takeover, int minBytes, int memory) {
    return Compression.of(
        FairleadConfig.of(
            Map.of(
                "fairlead.compression.enabled", "true",
                "fairlead.compression.min-bytes", String.valueOf(minBytes),
                "fairlead.compression.server-context-takeover", String.valueOf(takeover),
                "fairlead.compression.client-context-takeover", String.valueOf(takeover),
                "fairlead.limits.memory", String.valueOf(memory),
                "fairlead.limits.message-bytes", String.valueOf(LIMIT))));
  }

  static MessageCodec codec(Compression compression, boolean takeover) {
    return compression.codec(new Agreement(takeover, takeover, false));
  }

  /** What the server sends for a frame; null where it sends the payload as it is. */
  static byte @Nullable [] deflate(
      MessageDeflater deflater, byte[] payload, boolean first, boolean last) {
    ByteBuf packed =
        deflater.deflate(
            UnpooledByteBufAllocator.DEFAULT,
            ByteBuffer.wrap(payload).asReadOnlyBuffer(),
            first,
            last);
    if (packed == null) {
      return null;
    }
    try {
      return bytes(packed);
    } finally {
      packed.release();
    }
  }

  static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.getBytes(buffer.readerIndex(), bytes);
    return bytes;
  }

  static ByteBuf wrap(byte[] bytes) {
    return Unpooled.wrappedBuffer(bytes);
  }

  static byte[] inflate(MessageInflater inflater, byte[] payload, boolean last)
      throws InflateException {
    return inflater.inflate(payload, 0, payload.length, last);
  }

  /** A message as a client sends it, with a deflater of its own. */
  static byte[] packed(Deflater deflater, byte[] message) {
    deflater.setInput(message);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[4096];
    int made;
    do {
      made = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
      out.write(chunk, 0, made);
    } while (made == chunk.length);
    byte[] all = out.toByteArray();
    // a flush after a flush with nothing in between says nothing
    return all.length < 4 ? new byte[] {0} : java.util.Arrays.copyOf(all, all.length - 4);
  }

  /** A whole message as a client reads it, with an inflater of its own. */
  static byte[] unpacked(Inflater inflater, byte[] payload) throws DataFormatException {
    byte[] all = java.util.Arrays.copyOf(payload, payload.length + 4);
    all[payload.length + 2] = (byte) 0xFF;
    all[payload.length + 3] = (byte) 0xFF;
    inflater.setInput(all);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[4096];
    int made;
    while ((made = inflater.inflate(chunk)) > 0) {
      out.write(chunk, 0, made);
    }
    if (!inflater.needsInput()) {
      throw new DataFormatException("input is left");
    }
    return out.toByteArray();
  }
}
