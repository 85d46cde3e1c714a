package io.fairlead.core.admission;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a query as browsers encode forms: pairs between {@code &}, {@code +} for a blank, the
 * rest percent-encoded UTF-8. Strict: an open percent sign or bytes that are no UTF-8 are errors.
 */
final class QueryString {

  private QueryString() {}

  /**
   * The first value of each parameter.
   *
   * @throws MalformedHandshakeException if the query is not well encoded
   */
  static Map<String, String> parse(@Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : (query == null ? "" : query).split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        parameters.putIfAbsent(name, value);
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.chars().allMatch(c -> c < 0x80)) {
      return text.replace('+', ' ');
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(hex(text, i + 1) << 4 | hex(text, i + 2));
        i += 2;
      } else if (c < 0x80) {
        bytes.write(c == '+' ? ' ' : c);
      } else {
        throw new MalformedHandshakeException("The query holds characters that are not encoded.");
      }
    }
    return utf8(bytes.toByteArray());
  }

  private static int hex(String text, int index) {
    int digit = index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
    if (digit < 0 || text.charAt(index) >= 0x80) {
      throw new MalformedHandshakeException(
          "The query holds a percent sign without two hexadecimal digits.");
    }
    return digit;
  }

  private static String utf8(byte[] bytes) {
    try {
      // a new decoder reports errors, where the String constructor replaces them
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedHandshakeException("The query is not UTF-8.");
    }
  }
}
