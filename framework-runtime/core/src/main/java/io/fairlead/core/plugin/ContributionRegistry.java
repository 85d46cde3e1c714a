package io.fairlead.core.plugin;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.plugin.Registration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

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

  /** The contributions of one kind, in the order in which they are asked. */
  @SuppressWarnings("unchecked") // add() puts only Contributed<T> under Class<T>
  public <T extends Contribution> List<Contributed<T>> all(Class<T> point) {
    return (List<Contributed<T>>) (List<?>) byPoint.getOrDefault(point, List.of());
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
  }

  private void remove(Class<?> point, Contributed<?> entry) {
    byPoint.computeIfPresent(
        point, (key, old) -> old.stream().filter(each -> each != entry).toList());
  }

  /** What one owner adds. Safe for any thread. */
  public final class Scope implements Contributions, AutoCloseable {
    private final String owner;
    private final List<Registration> registrations = new ArrayList<>();
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
      Contributed<T> entry =
          new Contributed<>(owner, point.cast(requireNonNull(contribution)), order);
      AtomicBoolean open = new AtomicBoolean(true);
      Registration registration =
          () -> {
            if (open.compareAndSet(true, false)) {
              remove(point, entry);
            }
          };
      insert(point, entry);
      registrations.add(registration);
      return registration;
    }

    /** Takes back everything, the latest first. */
    @Override
    public synchronized void close() {
      closed = true;
      for (int i = registrations.size() - 1; i >= 0; i--) {
        registrations.get(i).close();
      }
      registrations.clear();
    }
  }
}
