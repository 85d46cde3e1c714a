package io.fairlead.standalone.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts of a given length in UTF-8. */
final class Payloads {

  private Payloads() {}

  static byte[] ascii(int bytes) {
    byte[] text = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      text[i] = (byte) ('a' + i % 26);
    }
    return text;
  }

  /** Characters of one to four bytes. */
  static byte[] mixed(int bytes) {
    byte[] unit = "na\u00efve \u2013 \u65e5\u672c \ud83d\ude00 ".getBytes(StandardCharsets.UTF_8);
    byte[] text = ascii(bytes);
    for (int at = 0; at + unit.length <= bytes; at += unit.length) {
      System.arraycopy(unit, 0, text, at, unit.length);
    }
    return text;
  }

  /** A masked text frame. */
  static byte[] clientFrame(byte[] payload, int key) {
    int size = payload.length;
    byte[] head =
        size < 126
            ? new byte[] {(byte) 0x81, (byte) (0x80 | size)}
            : new byte[] {(byte) 0x81, (byte) (0x80 | 126), (byte) (size >> 8), (byte) size};
    byte[] frame = Arrays.copyOf(head, head.length + 4 + size);
    for (int i = 0; i < 4; i++) {
      frame[head.length + i] = (byte) (key >>> (24 - 8 * i));
    }
    for (int i = 0; i < size; i++) {
      frame[head.length + 4 + i] = (byte) (payload[i] ^ (key >>> (24 - 8 * (i & 3))));
    }
    return frame;
  }
}
