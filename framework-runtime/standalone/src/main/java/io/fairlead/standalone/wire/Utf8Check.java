package io.fairlead.standalone.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks text as its bytes arrive, so that it fails at the first byte that no well-formed UTF-8 can
 * have there (RFC 3629, section 4; RFC 6455, section 8.1). For one message after the other.
 */
public final class Utf8Check {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  /** Continuation bytes that the character at hand still needs. */
  private int due;

  /** What the next continuation byte may be: overlong forms and surrogates narrow it. */
  private int lowest = 0x80;

  private int highest = 0xBF;

  /**
   * Takes some bytes of the message.
   *
   * @return whether the text can still become well-formed
   */
  public boolean accept(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (due > 0) {
        int next = bytes[i++] & 0xFF;
        if (next < lowest || next > highest) {
          return false;
        }
        lowest = 0x80;
        highest = 0xBF;
        due--;
      } else {
        i = skipAscii(bytes, i, to);
        if (i < to && !lead(bytes[i++] & 0xFF)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether what came so far ends with a whole character. */
  public boolean complete() {
    return due == 0;
  }

  /** Starts with the next message. */
  public void reset() {
    due = 0;
    lowest = 0x80;
    highest = 0xBF;
  }

  private static int skipAscii(byte[] bytes, int from, int to) {
    int i = from;
    while (i <= to - 8 && ((long) LONG.get(bytes, i) & NOT_ASCII) == 0) {
      i += 8;
    }
    while (i < to && bytes[i] >= 0) {
      i++;
    }
    return i;
  }

  private boolean lead(int first) {
    if (first < 0xC2 || first > 0xF4) {
      return false; // a stray continuation, an overlong form, or beyond U+10FFFF
    }
    due = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    switch (first) {
      case 0xE0 -> lowest = 0xA0;
      case 0xED -> highest = 0x9F;
      case 0xF0 -> lowest = 0x90;
      case 0xF4 -> highest = 0x8F;
      default -> {}
    }
    return true;
  }
}
