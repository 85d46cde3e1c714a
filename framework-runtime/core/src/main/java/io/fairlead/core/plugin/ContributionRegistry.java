package io.fairlead.core.plugin;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.Registration;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.Contributions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All contributions of this runtime, kept sorted. Readers get an immutable list that never changes
 * under them; writers replace it.
 */
public final class ContributionRegistry {

  /** The owner of what an application contributes itself. */
  public static final String APPLICATION = "application";

  private static final Comparator<Contributed<?>> ORDER =
      Comparator.<Contributed<?>>comparingInt(Contributed::order).thenComparing(Contributed::owner);

  private final Map<Class<?>, List<Contributed<?>>> byPoint = new ConcurrentHashMap<>();
  private final List<Runnable> changed = new CopyOnWriteArrayList<>();

  /** The contributions of one kind, in the order in which they are asked. */
  @SuppressWarnings("unchecked") // add() puts only Contributed<T> under Class<T>
  public <T extends Contribution> List<Contributed<T>> all(Class<T> point) {
    return (List<Contributed<T>>) (List<?>) byPoint.getOrDefault(point, List.of());
  }

  /** Runs a short task after each change, for who keeps something that it made of a list. */
  public void onChange(Runnable task) {
    changed.add(task);
  }

  /** The view of one owner; {@link Scope#close} takes back all that it added. */
  public Scope scope(String owner) {
    return new Scope(owner);
  }

  private void insert(Class<?> point, Contributed<?> entry) {
    byPoint.compute(
        point,
        (key, old) -> {
          List<Contributed<?>> list = new ArrayList<>(old == null ? List.of() : old);
          list.add(entry);
          list.sort(ORDER); // stable: the order of calls decides among equals
          return List.copyOf(list);
        });
    changed.forEach(Runnable::run);
  }

  @SuppressWarnings("ReferenceEquality") // two additions may be equal; this one goes
  private void remove(Class<?> point, Contributed<?> entry) {
    byPoint.computeIfPresent(
        point, (key, old) -> old.stream().filter(each -> each != entry).toList());
    changed.forEach(Runnable::run);
  }

  /** What one owner adds. Safe for any thread. */
  public final class Scope implements Contributions, AutoCloseable {
    private final String owner;
    private final Set<Entry<?>> entries = new LinkedHashSet<>(); // equal by identity
    private final Set<Class<?>> points = new HashSet<>();
    private boolean closed;

    private Scope(String owner) {
      this.owner = owner;
    }

    @Override
    public synchronized <T extends Contribution> Registration add(
        Class<T> point, T contribution, int order) {
      if (closed) {
        throw new IllegalStateException("'" + owner + "' has stopped and can add nothing more");
      }
      if (!List.of(Contribution.class.getPermittedSubclasses()).contains(point)) {
        throw new IllegalArgumentException(
            point.getName() + " is not a contribution point; see Contribution");
      }
      Entry<T> entry =
          new Entry<>(
              this,
              point,
              new Contributed<>(owner, point.cast(requireNonNull(contribution)), order));
      insert(point, entry.contributed);
      entries.add(entry);
      points.add(point);
      return entry;
    }

    /** Whether something of that kind was ever added here, also if it has been taken out since. */
    synchronized boolean hasAdded(Class<? extends Contribution> point) {
      return points.contains(point);
    }

    /** Takes back everything, the latest first. */
    @Override
    public synchronized void close() {
      closed = true;
      List<Entry<?>> latestFirst = new ArrayList<>(entries);
      Collections.reverse(latestFirst);
      latestFirst.forEach(Entry::close);
    }

    private synchronized void takeOut(Entry<?> entry) {
      if (entries.remove(entry)) {
        remove(entry.point, entry.contributed);
      }
    }
  }

  /** One addition; equal to itself only. */
  private static final class Entry<T extends Contribution> implements Registration {
    private final Scope scope;
    private final Class<T> point;
    private final Contributed<T> contributed;

    private Entry(Scope scope, Class<T> point, Contributed<T> contributed) {
      this.scope = scope;
      this.point = point;
      this.contributed = contributed;
    }

    @Override
    public void close() {
      scope.takeOut(this);
    }
  }
}
