package io.fairlead.core.hosting;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path of an endpoint: a URI template of level 1 (RFC 6570, section 3.2.2) in which a variable
 * takes a whole segment, as in {@code /chat/{room}}. Immutable.
 */
final class UriTemplate {

  /** One segment: a decoded literal, or the name of a variable. */
  private record Segment(String text, boolean variable) {}

  private final String text;
  private final List<Segment> segments;
  private final List<String> variables;

  private UriTemplate(String text, List<Segment> segments) {
    this.text = text;
    this.segments = List.copyOf(segments);
    this.variables = segments.stream().filter(Segment::variable).map(Segment::text).toList();
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException naming what is wrong with it
   */
  static UriTemplate parse(String text) {
    if (!text.startsWith("/")) {
      throw bad(text, "must start with a slash");
    }
    if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      throw bad(text, "must be a path, without query and fragment");
    }
    String[] parts = text.substring(1).split("/", -1);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].isEmpty() && i < parts.length - 1) {
        throw bad(text, "has an empty segment");
      }
      segments.add(segment(text, parts[i]));
    }
    UriTemplate template = new UriTemplate(text, segments);
    if (template.variables.stream().distinct().count() < template.variables.size()) {
      throw bad(text, "uses a variable twice");
    }
    return template;
  }

  private static Segment segment(String template, String part) {
    if (part.equals(".") || part.equals("..")) {
      throw bad(template, "has a dot segment");
    }
    if (part.startsWith("{") && part.endsWith("}")) {
      String name = part.substring(1, part.length() - 1);
      if (name.isBlank() || name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
        throw bad(template, "has a variable with a bad name");
      }
      return new Segment(name, true);
    }
    if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
      throw bad(template, "has a variable that is not a whole segment");
    }
    String literal = decode(part);
    if (literal == null) {
      throw bad(template, "has a broken percent escape");
    }
    return new Segment(literal, false);
  }

  private static IllegalArgumentException bad(String template, String why) {
    return new IllegalArgumentException(
        "the path '" + template + "' " + why + "; write it like /chat/{room}");
  }

  /** The names of the variables, in the order of the path. */
  List<String> variables() {
    return variables;
  }

  /**
   * Matches a path.
   *
   * @param rawPath as sent, still percent-encoded, without the query
   * @return the decoded values of the variables; empty where the path does not match
   */
  Optional<Map<String, String>> match(String rawPath) {
    if (!rawPath.startsWith("/")) {
      return Optional.empty();
    }
    String[] parts = rawPath.substring(1).split("/", -1);
    return parts.length == segments.size() ? values(parts, 0) : Optional.empty();
  }

  /** Matches the end of a path: before it may stand the context path of a web application. */
  Optional<Map<String, String>> matchEnd(String rawPath) {
    if (!rawPath.startsWith("/")) {
      return Optional.empty();
    }
    String[] parts = rawPath.substring(1).split("/", -1);
    int offset = parts.length - segments.size();
    return offset >= 0 ? values(parts, offset) : Optional.empty();
  }

  private Optional<Map<String, String>> values(String[] parts, int offset) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String part = decode(parts[offset + i]);
      Segment segment = segments.get(i);
      if (part == null) {
        return Optional.empty();
      }
      if (segment.variable()) {
        values.put(segment.text(), part);
      } else if (!segment.text().equals(part)) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /** Those of some values that are variables of this template. */
  Map<String, String> only(Map<String, String> values) {
    Map<String, String> mine = new LinkedHashMap<>(values);
    mine.keySet().retainAll(variables);
    return mine;
  }

  /** Whether both match the same paths, so that only one of them can be hosted. */
  boolean equivalentTo(UriTemplate other) {
    if (segments.size() != other.segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      Segment mine = segments.get(i);
      Segment theirs = other.segments.get(i);
      boolean same =
          mine.variable() ? theirs.variable() : !theirs.variable() && mine.equals(theirs);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }

  /** Percent-decodes UTF-8 (RFC 3986, section 2.1); null where an escape or the UTF-8 is broken. */
  static @Nullable String decode(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    byte[] in = part.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out.put(in[i]);
        continue;
      }
      int high = i + 1 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      out.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
