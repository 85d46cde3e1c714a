package io.fairlead.standalone.tyrus;

import jakarta.websocket.DeploymentException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The paths of all deployed endpoints, to know before an upgrade whether one may match. */
final class EndpointPaths {

  /** What is known of the endpoint at a path. */
  enum Kind {
    /** Its class has gone; it may come again. */
    GONE,
    /** Tyrus calls it. */
    UNHOSTED,
    /** The runtime calls it, and its own Configurator takes part in handshakes. */
    HOSTED,
    /** The runtime calls it, and nobody else has a say in handshakes. */
    HOSTED_PLAIN
  }

  private record Entry(List<String> segments, String path, String owner, Supplier<Kind> state) {
    Kind kind() {
      return state.get();
    }
  }

  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  /**
   * Adds a path.
   *
   * @param kind as it is when it is asked
   * @throws DeploymentException if another endpoint has one that cannot be told from it
   */
  synchronized void add(String path, String owner, Supplier<Kind> kind) throws DeploymentException {
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
    entries.add(new Entry(segments, path, owner, kind));
  }

  synchronized void remove(String path) {
    entries.removeIf(entry -> entry.path().equals(path));
  }

  List<String> all() {
    return entries.stream().filter(entry -> entry.kind() != Kind.GONE).map(Entry::path).toList();
  }

  /** Whether an endpoint's template takes these decoded segments. */
  boolean match(List<String> segments) {
    for (Entry entry : entries) {
      if (matches(entry.segments(), segments) && entry.kind() != Kind.GONE) {
        return true;
      }
    }
    return false;
  }

  /** Whether all endpoints that might take these segments are hosted. */
  boolean allHosted(List<String> segments) {
    return all(segments, kind -> kind != Kind.UNHOSTED);
  }

  /** Whether all endpoints that might take these segments are hosted, without a Configurator. */
  boolean allPlain(List<String> segments) {
    return all(segments, kind -> kind == Kind.HOSTED_PLAIN);
  }

  private boolean all(List<String> segments, Predicate<Kind> condition) {
    for (Entry entry : entries) {
      if (matches(entry.segments(), segments) && !condition.test(entry.kind())) {
        return false;
      }
    }
    return true;
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
