package io.fairlead.core.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The characters and lists of HTTP header fields (RFC 9110, section 5.6). */
final class HttpText {

  private HttpText() {}

  /** Whether a character may stand in a token. */
  static boolean isTokenChar(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(HttpText::isTokenChar);
  }

  static boolean isVisibleAscii(String text) {
    return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  /** All lines of a header, by its lower-case name. */
  static List<String> lines(Map<String, List<String>> headers, String name) {
    return headers.getOrDefault(name, List.of());
  }

  /** The value of a header that stands there exactly once. */
  static @Nullable String single(Map<String, List<String>> headers, String name) {
    List<String> lines = lines(headers, name);
    return lines.size() == 1 ? lines.get(0).strip() : null;
  }

  /** The members of a comma-separated list over all its lines; empty members are left out. */
  static List<String> members(List<String> lines) {
    List<String> members = new ArrayList<>();
    for (String line : lines) {
      for (String member : line.split(",", -1)) {
        if (!member.isBlank()) {
          members.add(member.strip());
        }
      }
    }
    return members;
  }
}
