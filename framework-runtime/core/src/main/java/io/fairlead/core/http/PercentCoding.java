package io.fairlead.core.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986, section 2.1), always UTF-8 and always strict. */
final class PercentCoding {

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private PercentCoding() {}

  static String decode(String text, boolean plusIsBlank) throws BadRequestException {
    if (text.indexOf('%') < 0 && !(plusIsBlank && text.indexOf('+') >= 0)) {
      return text;
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.put((byte) (hex(text, i + 1) << 4 | hex(text, i + 2)));
        i += 2;
      } else {
        bytes.put((byte) (plusIsBlank && c == '+' ? ' ' : c));
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new BadRequestException("The request target is not UTF-8.");
    }
  }

  private static int hex(String text, int index) throws BadRequestException {
    char c = index < text.length() ? text.charAt(index) : 0;
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int letter = c | 0x20;
    if (letter >= 'a' && letter <= 'f') {
      return letter - 'a' + 10;
    }
    throw new BadRequestException("The request target has a malformed percent-escape.");
  }

  static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      append(encoded, b, UNRESERVED);
    }
    return encoded.toString();
  }

  /** Escapes what {@link java.net.URI} does not take in a query, though browsers send it. */
  static String clean(String query) {
    StringBuilder encoded = new StringBuilder(query.length());
    for (byte b : query.getBytes(StandardCharsets.UTF_8)) {
      append(encoded, b, UNRESERVED + "!$&'()*+,;=:@/?%");
    }
    return encoded.toString();
  }

  private static void append(StringBuilder encoded, byte b, String allowed) {
    if (b > 0 && allowed.indexOf(b) >= 0) {
      encoded.append((char) b);
    } else {
      encoded.append('%').append(HEX[b >> 4 & 0xF]).append(HEX[b & 0xF]);
    }
  }
}
