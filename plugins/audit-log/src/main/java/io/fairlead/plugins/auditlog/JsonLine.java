package io.fairlead.plugins.auditlog;

import java.nio.charset.StandardCharsets;

/**
 * Writes one flat JSON object (RFC 8259) and a line feed, in UTF-8. Every text fits on the line: a
 * control character, a line separator and half of a surrogate pair become {@code \\uXXXX}.
 */
final class JsonLine {

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder json = new StringBuilder(256).append('{');

  JsonLine add(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  JsonLine add(String name, long value) {
    name(name);
    json.append(value);
    return this;
  }

  byte[] end() {
    return json.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private void name(String name) {
    if (json.length() > 1) {
      json.append(',');
    }
    quote(name);
    json.append(':');
  }

  private void quote(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (isPair(text, i)) {
        json.append(c).append(text.charAt(++i));
      } else if (c < ' '
          || c == '\u007f'
          || c == '\u2028'
          || c == '\u2029'
          || c == '\u0085'
          || Character.isSurrogate(c)) {
        escape(c);
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  private static boolean isPair(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }

  private void escape(char c) {
    json.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      json.append(HEX.charAt((c >> shift) & 0xf));
    }
  }
}
