package io.fairlead.core.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request (RFC 9112, section 3.2), taken apart strictly. What a path could be
 * understood as in two ways is refused: dot segments, encoded slashes, backslashes, control
 * characters, and what is not UTF-8. Immutable.
 */
public final class RequestTarget {

  private final List<String> segments;
  private final @Nullable String query;
  private final Map<String, List<String>> parameters;

  private RequestTarget(
      List<String> segments, @Nullable String query, Map<String, List<String>> parameters) {
    this.segments = segments;
    this.query = query;
    this.parameters = parameters;
  }

  /**
   * Takes a target in origin form or in absolute form.
   *
   * @throws BadRequestException if it is malformed or ambiguous
   */
  public static RequestTarget parse(String target) throws BadRequestException {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7F || c == '#' || c == '\\') {
        throw new BadRequestException("The request target has a character that must be escaped.");
      }
    }
    String local = withoutAuthority(target);
    int mark = local.indexOf('?');
    String path = mark < 0 ? local : local.substring(0, mark);
    String query = mark < 0 ? null : local.substring(mark + 1);
    return new RequestTarget(segments(path), query, parameters(query));
  }

  private static String withoutAuthority(String target) throws BadRequestException {
    if (target.startsWith("/")) {
      return target;
    }
    int authority = target.indexOf("://");
    if (authority > 0 && target.substring(0, authority).matches("(?i)https?|wss?")) {
      int path = authority + 3;
      while (path < target.length() && "/?".indexOf(target.charAt(path)) < 0) {
        path++;
      }
      String local = target.substring(path);
      return local.startsWith("/") ? local : "/" + local;
    }
    throw new BadRequestException("The request target must be a path.");
  }

  private static List<String> segments(String path) throws BadRequestException {
    List<String> segments = new ArrayList<>();
    for (String raw : path.substring(1).split("/", -1)) {
      String segment = PercentCoding.decode(raw, false);
      if (segment.equals(".") || segment.equals("..")) {
        throw new BadRequestException("The path has a dot segment.");
      }
      if (segment.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
        throw new BadRequestException("The path has a slash, backslash or control in a segment.");
      }
      segments.add(segment);
    }
    if (segments.size() > 1 && segments.get(0).isEmpty()) {
      // others take what follows for a host (RFC 3986, section 3.3)
      throw new BadRequestException("The path begins with two slashes.");
    }
    return List.copyOf(segments);
  }

  private static Map<String, List<String>> parameters(@Nullable String query)
      throws BadRequestException {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (query != null) {
      for (String pair : query.split("&")) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = equals < 0 ? pair : pair.substring(0, equals);
          String value = equals < 0 ? "" : pair.substring(equals + 1);
          parameters
              .computeIfAbsent(PercentCoding.decode(name, true), key -> new ArrayList<>())
              .add(PercentCoding.decode(value, true));
        }
      }
    }
    return Collections.unmodifiableMap(parameters);
  }

  /** The decoded path; starts with a slash. */
  public String path() {
    return "/" + String.join("/", segments);
  }

  /** The decoded segments; the last one is empty where the path ends with a slash. */
  public List<String> segments() {
    return segments;
  }

  /** The path with all escaped that is not unreserved: means the same to every reader. */
  public String encodedPath() {
    return segments.stream().map(PercentCoding::encode).collect(Collectors.joining("/", "/", ""));
  }

  /** The query as it came; null where there is none. */
  public @Nullable String query() {
    return query;
  }

  /** The query in a form that {@link java.net.URI} takes; null where there is none. */
  public @Nullable String encodedQuery() {
    return query == null ? null : PercentCoding.clean(query);
  }

  /** The decoded parameters of the query, in their order. */
  public Map<String, List<String>> parameters() {
    return parameters;
  }
}
