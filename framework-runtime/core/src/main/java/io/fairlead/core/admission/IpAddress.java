package io.fairlead.core.admission;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address, read without ever asking a name server. An IPv4 address mapped into IPv6
 * ({@code ::ffff:a.b.c.d}) is the IPv4 address; a zone ({@code %eth0}) is dropped.
 */
final class IpAddress {

  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Reads an address in text form; null where the text is none. */
  static @Nullable IpAddress parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    byte[] parsed = text.indexOf(':') < 0 ? parseV4(text) : parseV6(text);
    return parsed == null ? null : new IpAddress(unmapped(parsed));
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** The canonical text, as the very object given where that is it: connections keep these. */
  String text(@Nullable String given) {
    String canonical = toString();
    return given != null && given.equals(canonical) ? given : canonical;
  }

  /** Number of bits: 32 or 128. */
  int bits() {
    return bytes.length * 8;
  }

  /** Whether the first bits are the same; never across address families. */
  boolean sharesPrefix(IpAddress other, int bits) {
    if (bytes.length != other.bytes.length) {
      return false;
    }
    int whole = bits / 8;
    int rest = bits % 8;
    if (!Arrays.equals(bytes, 0, whole, other.bytes, 0, whole)) {
      return false;
    }
    int mask = 0xff << (8 - rest);
    return rest == 0 || ((bytes[whole] ^ other.bytes[whole]) & mask & 0xff) == 0;
  }

  private static byte @Nullable [] parseV4(String text) {
    byte[] result = new byte[4];
    int start = 0;
    for (int i = 0; i < 4; i++) {
      int dot = text.indexOf('.', start);
      int end = i < 3 ? dot : text.length();
      int value = end < 0 ? -1 : decimal(text, start, end);
      if (value < 0) {
        return null;
      }
      result[i] = (byte) value;
      start = end + 1;
    }
    return result;
  }

  /** 0 to 255; -1 for anything else. A leading zero means octal to some readers: refused, too. */
  private static int decimal(String text, int start, int end) {
    if (end == start || end - start > 3 || (end - start > 1 && text.charAt(start) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + digit - '0';
    }
    return value > 255 ? -1 : value;
  }

  private static byte @Nullable [] parseV6(String text) {
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    if (address.length() > 45) {
      return null;
    }
    int gap = address.indexOf("::");
    if (gap < 0) {
      byte[] all = groups(address, true);
      return all != null && all.length == 16 ? all : null;
    }
    byte[] head = groups(address.substring(0, gap), false);
    byte[] tail = groups(address.substring(gap + 2), true);
    if (head == null || tail == null || head.length + tail.length > 14) {
      return null;
    }
    byte[] result = Arrays.copyOf(head, 16);
    System.arraycopy(tail, 0, result, 16 - tail.length, tail.length);
    return result;
  }

  /** Groups of hexadecimal digits; the last of the whole address may be an IPv4 address. */
  private static byte @Nullable [] groups(String text, boolean atEnd) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    String end = parts[parts.length - 1];
    byte[] last = atEnd && end.indexOf('.') >= 0 ? parseV4(end) : null;
    int hex = last == null ? parts.length : parts.length - 1;
    byte[] result = new byte[hex * 2 + (last == null ? 0 : 4)];
    for (int i = 0; i < hex; i++) {
      if (!parts[i].matches("[0-9a-fA-F]{1,4}")) {
        return null;
      }
      int value = Integer.parseInt(parts[i], 16);
      result[2 * i] = (byte) (value >> 8);
      result[2 * i + 1] = (byte) value;
    }
    if (last != null) {
      System.arraycopy(last, 0, result, hex * 2, 4);
    }
    return result;
  }

  private static byte[] unmapped(byte[] address) {
    if (address.length != 16 || address[10] != -1 || address[11] != -1) {
      return address;
    }
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return address;
      }
    }
    return Arrays.copyOfRange(address, 12, 16);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The one canonical text: dotted for IPv4, RFC 5952 for IPv6. */
  @Override
  public String toString() {
    return bytes.length == 4 ? textV4() : textV6();
  }

  private String textV4() {
    return (bytes[0] & 0xff)
        + "."
        + (bytes[1] & 0xff)
        + "."
        + (bytes[2] & 0xff)
        + "."
        + (bytes[3] & 0xff);
  }

  private String textV6() {
    int[] gap = longestZeros();
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == gap[0]) {
        text.append("::");
        i += gap[1] - 1;
      } else {
        if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(i)));
      }
    }
    return text.toString();
  }

  /** First and length of the longest run of at least two zero groups; the first one wins. */
  private int[] longestZeros() {
    int[] best = {-1, 1};
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && group(end) == 0) {
        end++;
      }
      if (end - i > best[1]) {
        best = new int[] {i, end - i};
      }
      i = Math.max(i, end);
    }
    return best;
  }

  private int group(int index) {
    return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
  }
}
