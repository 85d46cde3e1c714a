package io.fairlead.contract.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/** Bytes of frames as a client sends them, masked with a key that is never zero. */
public final class Frames {

  private static final int FIN = 0x80;

  private Frames() {}

  /** A whole text message. */
  public static byte[] text(String text) {
    return frame(FIN | 1, text.getBytes(UTF_8));
  }

  /** A whole binary message. */
  public static byte[] binary(byte[] bytes) {
    return frame(FIN | 2, bytes);
  }

  /** A pong. */
  public static byte[] pong(String data) {
    return frame(FIN | 10, data.getBytes(UTF_8));
  }

  /** A ping. */
  public static byte[] ping(String data) {
    return frame(FIN | 9, data.getBytes(UTF_8));
  }

  /** A close. */
  public static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    return frame(
        FIN | 8, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
  }

  /** Any frame, legal or not. */
  public static byte[] frame(int firstByte, byte[] payload) {
    int size = payload.length;
    ByteBuffer frame = ByteBuffer.allocate(14 + size).put((byte) firstByte);
    if (size < 126) {
      frame.put((byte) (0x80 | size));
    } else if (size < 65_536) {
      frame.put((byte) 0xFE).putShort((short) size);
    } else {
      frame.put((byte) 0xFF).putLong(size);
    }
    int key = ThreadLocalRandom.current().nextInt() | 0x01010101;
    byte[] mask = ByteBuffer.allocate(4).putInt(key).array();
    frame.put(mask);
    for (int i = 0; i < size; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** One after the other, for one packet. */
  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
