package io.fairlead.core.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Forwarded} (RFC 7239, section 4), each line by itself: a client that sends an open
 * quote can spoil its own line only. Unquoted values with a colon, which some proxies send, are
 * taken.
 */
final class ForwardedHeader {

  private final String line;
  private int at;

  private ForwardedHeader(String line) {
    this.line = line;
  }

  /** The hops in the order of the header; a line that cannot be read is one unreadable hop. */
  static List<Hop> hops(List<String> lines) {
    List<Hop> hops = new ArrayList<>();
    for (String line : lines) {
      List<Hop> parsed = new ForwardedHeader(line).elements();
      hops.addAll(parsed == null ? List.of(Hop.UNREADABLE) : parsed);
    }
    return hops;
  }

  private @Nullable List<Hop> elements() {
    List<Hop> hops = new ArrayList<>();
    while (true) {
      Map<String, String> pairs = pairs();
      if (pairs == null) {
        return null;
      }
      if (!pairs.isEmpty()) {
        hops.add(hop(pairs));
      }
      if (at >= line.length()) {
        return hops;
      }
      at++; // the comma
    }
  }

  private static Hop hop(Map<String, String> pairs) {
    String node = pairs.get("for");
    return Hop.of(node == null ? "unknown" : node, pairs.get("proto"), pairs.get("host"));
  }

  /** The pairs of one element, up to its comma or the end; null where they cannot be read. */
  private @Nullable Map<String, String> pairs() {
    Map<String, String> pairs = new HashMap<>();
    while (true) {
      skipBlanks();
      if (at >= line.length() || line.charAt(at) == ',') {
        return pairs;
      }
      if (line.charAt(at) == ';') {
        at++;
        continue;
      }
      String name = name();
      String value = name == null ? null : value();
      // a parameter must not stand twice in an element (RFC 7239, section 4)
      if (name == null || value == null || pairs.put(name, value) != null) {
        return null;
      }
      skipBlanks();
      if (at < line.length() && ",;".indexOf(line.charAt(at)) < 0) {
        return null;
      }
    }
  }

  private @Nullable String name() {
    int start = at;
    while (at < line.length() && HttpText.isTokenChar(line.charAt(at))) {
      at++;
    }
    if (at == start || at >= line.length() || line.charAt(at) != '=') {
      return null;
    }
    return line.substring(start, at++).toLowerCase(Locale.ROOT);
  }

  private @Nullable String value() {
    if (at < line.length() && line.charAt(at) == '"') {
      return quoted();
    }
    int start = at;
    while (at < line.length() && "\",; \t".indexOf(line.charAt(at)) < 0) {
      at++;
    }
    return at == start ? null : line.substring(start, at);
  }

  private @Nullable String quoted() {
    StringBuilder value = new StringBuilder();
    for (at++; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c == '\\') {
        at++;
      }
      if (at < line.length()) {
        value.append(line.charAt(at));
      }
    }
    return null;
  }

  private void skipBlanks() {
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
  }
}
