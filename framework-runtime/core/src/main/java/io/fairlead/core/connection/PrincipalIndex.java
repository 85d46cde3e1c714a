package io.fairlead.core.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Connections by the user's name. Safe for any thread; keeps nothing of a user who has left. */
final class PrincipalIndex {

  /** Most users have few; from here on a copy for each change would cost too much. */
  private static final int FEW = 16;

  private final ConcurrentMap<String, Collection<DefaultConnection>> byName =
      new ConcurrentHashMap<>();

  void add(DefaultConnection connection) {
    if (!connection.security().identity().isAnonymous()) {
      byName.compute(name(connection), (name, before) -> with(before, connection));
    }
  }

  void remove(DefaultConnection connection) {
    byName.computeIfPresent(name(connection), (name, before) -> without(before, connection));
  }

  List<DefaultConnection> get(String name) {
    Collection<DefaultConnection> found = byName.get(name);
    return found == null ? List.of() : List.copyOf(found);
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  private static String name(DefaultConnection connection) {
    return connection.security().identity().getName();
  }

  private static Collection<DefaultConnection> with(
      @Nullable Collection<DefaultConnection> before, DefaultConnection connection) {
    if (before == null) {
      return List.of(connection);
    }
    if (before instanceof Set<DefaultConnection>) {
      before.add(connection);
      return before;
    }
    Collection<DefaultConnection> after =
        before.size() < FEW ? new ArrayList<>(before.size() + 1) : ConcurrentHashMap.newKeySet();
    after.addAll(before);
    after.add(connection);
    return after; // a list is never changed afterwards
  }

  private static @Nullable Collection<DefaultConnection> without(
      Collection<DefaultConnection> before, DefaultConnection connection) {
    if (before instanceof Set<DefaultConnection>) {
      before.remove(connection);
      return before.isEmpty() ? null : before;
    }
    List<DefaultConnection> after = new ArrayList<>(before);
    after.remove(connection);
    return after.isEmpty() ? null : after;
  }
}
