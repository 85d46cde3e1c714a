package io.fairlead.core.plugin;

import io.fairlead.api.plugin.Contribution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All contributions as they were at one time; immutable. Whoever keeps to one set sees no plugin
 * half replaced.
 */
public final class ContributionSet {

  static final ContributionSet EMPTY = new ContributionSet(0, Map.of(), false);

  private static final Comparator<Contributed<?>> ORDER =
      Comparator.<Contributed<?>>comparingInt(Contributed::order).thenComparing(Contributed::owner);

  private final long version;
  private final Map<Class<?>, List<Contributed<?>>> byPoint;
  private final boolean canary;
  private final Map<Class<?>, Set<String>> owners = new ConcurrentHashMap<>();

  private ContributionSet(
      long version, Map<Class<?>, List<Contributed<?>>> byPoint, boolean canary) {
    this.version = version;
    this.byPoint = byPoint;
    this.canary = canary;
  }

  /** Grows by one with each change. */
  public long version() {
    return version;
  }

  /** Whether it is for the share of the connections that try a new version of a plugin. */
  public boolean canary() {
    return canary;
  }

  /** The contributions of one kind, in the order in which they are asked. */
  @SuppressWarnings("unchecked") // only Contributed<T> is put under Class<T>
  public <T extends Contribution> List<Contributed<T>> all(Class<T> point) {
    return (List<Contributed<T>>) (List<?>) byPoint.getOrDefault(point, List.of());
  }

  /** Who contributes something of one kind; the same object for all that ask. */
  public Set<String> owners(Class<? extends Contribution> point) {
    return owners.computeIfAbsent(
        point,
        key -> {
          Set<String> found = new HashSet<>();
          byPoint.getOrDefault(key, List.of()).forEach(each -> found.add(each.owner()));
          return Set.copyOf(found);
        });
  }

  /** What is to be different in the next set; lists that do not change stay the same objects. */
  Change change() {
    return new Change();
  }

  /** For use by one thread. */
  final class Change {
    private final Map<Class<?>, List<Contributed<?>>> lists = new HashMap<>(byPoint);

    private Change() {}

    void add(Class<?> point, Contributed<?> entry) {
      List<Contributed<?>> list = new ArrayList<>(lists.getOrDefault(point, List.of()));
      list.add(entry);
      list.sort(ORDER); // stable: the order of calls decides among equals
      lists.put(point, List.copyOf(list));
    }

    @SuppressWarnings("ReferenceEquality") // two additions may be equal; this one goes
    void remove(Class<?> point, Contributed<?> entry) {
      lists.computeIfPresent(
          point, (key, old) -> old.stream().filter(each -> each != entry).toList());
    }

    ContributionSet made(long version, boolean canary) {
      return new ContributionSet(version, Map.copyOf(lists), canary);
    }
  }
}
