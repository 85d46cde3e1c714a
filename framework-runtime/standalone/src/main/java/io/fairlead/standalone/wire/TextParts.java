package io.fairlead.standalone.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes strings of the frames of text messages. A character that is spread over two frames comes
 * with the second one. For one connection and one thread.
 */
public final class TextParts {

  private static final byte[] NONE = {};

  private byte[] carried = NONE;

  /** The text of a frame whose bytes the decoder has found to be UTF-8. */
  public String take(Frame frame) {
    byte[] bytes = carried.length == 0 ? frame.array() : joined(frame.array());
    int end = frame.fin() ? bytes.length : bytes.length - unfinished(bytes);
    carried = end == bytes.length ? NONE : Arrays.copyOfRange(bytes, end, bytes.length);
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private byte[] joined(byte[] more) {
    byte[] all = Arrays.copyOf(carried, carried.length + more.length);
    System.arraycopy(more, 0, all, carried.length, more.length);
    return all;
  }

  /** How many bytes at the end belong to a character that is not whole. */
  private static int unfinished(byte[] bytes) {
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      int value = bytes[bytes.length - back] & 0xFF;
      if (value < 0x80) {
        return 0;
      }
      if (value >= 0xC0) {
        int needed = value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
        return needed > back ? back : 0;
      }
    }
    return 0;
  }
}
