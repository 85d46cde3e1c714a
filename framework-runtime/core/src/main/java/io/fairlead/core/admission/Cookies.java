package io.fairlead.core.admission;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code Cookie} (RFC 6265, sections 4.2 and 5.4). A pair that breaks the grammar is left
 * out; of two cookies with one name the first counts, which a browser sends for the longer path.
 */
final class Cookies {

  private Cookies() {}

  static Map<String, String> parse(List<String> lines) {
    Map<String, String> cookies = new LinkedHashMap<>();
    for (String line : lines) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          add(cookies, pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
      }
    }
    return cookies;
  }

  private static void add(Map<String, String> cookies, String name, String raw) {
    boolean quoted = raw.length() > 1 && raw.startsWith("\"") && raw.endsWith("\"");
    String value = quoted ? raw.substring(1, raw.length() - 1) : raw;
    if (HttpText.isToken(name) && value.chars().allMatch(Cookies::isCookieOctet)) {
      cookies.putIfAbsent(name, value);
    }
  }

  /** {@code cookie-octet} of section 4.1.1. */
  private static boolean isCookieOctet(int c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
  }
}
