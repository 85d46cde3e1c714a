package io.fairlead.standalone.tyrus;

import jakarta.websocket.DeploymentException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The paths of all deployed endpoints, to know before an upgrade whether one may match. */
final class EndpointPaths {

  private record Entry(List<String> segments, String path, String owner, boolean hosted) {}

  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  /**
   * Adds a path.
   *
   * @param hosted whether the runtime hosts the endpoint
   * @throws DeploymentException if another endpoint has one that cannot be told from it
   */
  synchronized void add(String path, String owner, boolean hosted) throws DeploymentException {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    for (Entry entry : entries) {
      if (equivalent(entry.segments(), segments)) {
        throw new DeploymentException(
            "the path '"
                + path
                + "' of "
                + owner
                + " is already taken by "
                + entry.owner()
                + (entry.path().equals(path) ? "" : " with '" + entry.path() + "'")
                + "; give one of them another path");
      }
    }
    entries.add(new Entry(segments, path, owner, hosted));
  }

  synchronized void remove(String path) {
    entries.removeIf(entry -> entry.path().equals(path));
  }

  List<String> all() {
    return entries.stream().map(Entry::path).toList();
  }

  /** Whether an endpoint's template takes these decoded segments. */
  boolean match(List<String> segments) {
    return entries.stream().anyMatch(entry -> matches(entry.segments(), segments));
  }

  /** Whether all endpoints that might take these segments are hosted. */
  boolean allHosted(List<String> segments) {
    return entries.stream()
        .filter(entry -> matches(entry.segments(), segments))
        .allMatch(Entry::hosted);
  }

  private static boolean matches(List<String> template, List<String> segments) {
    if (template.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < template.size(); i++) {
      String segment = segments.get(i);
      if (variable(template.get(i))) {
        // Tyrus takes a segment that reads like the template literally and sets no variable
        if (segment.isEmpty() || variable(segment)) {
          return false;
        }
      } else if (!template.get(i).equals(segment)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equivalent(List<String> one, List<String> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      boolean same = one.get(i).equals(other.get(i));
      if (!same && !(variable(one.get(i)) && variable(other.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean variable(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }
}
