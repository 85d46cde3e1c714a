package io.fairlead.core.plugin;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.Registration;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.core.plugin.Variants.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All contributions of this runtime. Readers get an immutable set that never changes under them;
 * writers put another one in its place.
 */
public final class ContributionRegistry {

  /** The owner of what an application contributes itself. */
  public static final String APPLICATION = "application";

  private final List<Runnable> changed = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();
  private volatile Variants current = Variants.EMPTY;

  /** All contributions as they are now, for what belongs to no connection. */
  public ContributionSet current() {
    return current.all();
  }

  /** All contributions as they are now for one connection. */
  public ContributionSet of(Connection connection) {
    return current.of(connection.id());
  }

  /**
   * The contributions of one kind as they are now, in the order in which they are asked, for what
   * belongs to no connection.
   */
  public <T extends Contribution> List<Contributed<T>> all(Class<T> point) {
    return current.all().all(point);
  }

  /**
   * Authenticators that stand for plugins in quarantine without which nobody may come in, also
   * where nobody is asked who they are.
   */
  public List<Contributed<Authenticator>> shut() {
    List<Contributed<Authenticator>> all = all(Authenticator.class);
    return all.isEmpty()
        ? all
        : all.stream().filter(each -> Substitutes.shuts(each.contribution())).toList();
  }

  /** Runs a short task after each change, for who keeps something that it made of a list. */
  public void onChange(Runnable task) {
    changed.add(task);
  }

  /** The view of one owner; {@link Scope#close} takes back all that it added. */
  public Scope scope(String owner) {
    return new Scope(owner, current.all().version(), true);
  }

  /**
   * A view whose additions have no effect before {@link #exchange}.
   *
   * @param predecessor whose place it is to take; null for an owner that was not there before
   */
  Scope staged(String owner, @Nullable Scope predecessor) {
    return new Scope(owner, predecessor == null ? Long.MAX_VALUE : predecessor.born, false);
  }

  /**
   * Puts what some staged views hold in the place of what others have added, at one stroke.
   *
   * @param out can add nothing more afterwards
   * @param before is told the version of the set to come just before it is there
   */
  void exchange(List<Scope> in, List<Scope> out, LongConsumer before) {
    synchronized (lock) {
      Variants.Change change = current.change();
      out.forEach(scope -> scope.withdraw(change));
      in.forEach(scope -> scope.goLive(change, Side.BOTH));
      before.accept(change.version());
      current = change.made();
    }
    changed.forEach(Runnable::run);
  }

  /**
   * Lets a share of the connections try what some staged views hold in the place of what others
   * have added, at one stroke. One trial at a time.
   *
   * @param before is told the version of the sets to come just before they are there
   */
  void tryOut(List<Scope> in, List<Scope> out, int share, LongConsumer before) {
    synchronized (lock) {
      Variants.Change change = current.trying(share);
      out.forEach(scope -> scope.stepAside(change));
      in.forEach(scope -> scope.goLive(change, Side.NEW));
      before.accept(change.version());
      current = change.made();
    }
    changed.forEach(Runnable::run);
  }

  /** Lets all go by what is tried; the others can add nothing more. */
  void promote(List<Scope> in, List<Scope> out, LongConsumer before) {
    synchronized (lock) {
      Variants.Change change = current.change();
      out.forEach(scope -> scope.withdraw(change));
      in.forEach(scope -> scope.side = Side.BOTH);
      before.accept(change.version());
      current = change.promoted();
    }
    changed.forEach(Runnable::run);
  }

  /** Lets all go by what was there before; what was tried can add nothing more. */
  void rollBack(List<Scope> in, List<Scope> out) {
    synchronized (lock) {
      Variants.Change change = current.change();
      in.forEach(scope -> scope.withdraw(change));
      out.forEach(scope -> scope.side = Side.BOTH);
      current = change.rolledBack();
    }
    changed.forEach(Runnable::run);
  }

  /** What one owner adds. Safe for any thread. */
  public final class Scope implements Contributions, AutoCloseable {
    private final String owner;
    private final Usage usage = new Usage();
    private final Set<Entry<?>> entries = new LinkedHashSet<>(); // equal by identity
    private final Set<Class<?>> points = new HashSet<>();
    private long born; // what takes the place of an older one inherits its age
    private Side side = Side.BOTH;
    private boolean live;
    private boolean closed;
    private @Nullable Fallback suspended;

    private Scope(String owner, long born, boolean live) {
      this.owner = owner;
      this.born = born;
      this.live = live;
    }

    @Override
    public <T extends Contribution> Registration add(Class<T> point, T contribution, int order) {
      if (!List.of(Contribution.class.getPermittedSubclasses()).contains(point)) {
        throw new IllegalArgumentException(
            point.getName() + " is not a contribution point; see Contribution");
      }
      Entry<T> entry = new Entry<>(this, point, point.cast(requireNonNull(contribution)), order);
      synchronized (lock) {
        if (closed) {
          throw new IllegalStateException("'" + owner + "' has stopped and can add nothing more");
        }
        entries.add(entry);
        points.add(point);
        if (!live) {
          return entry;
        }
        Variants.Change change = current.change();
        entry.join(change, change.version(), suspended);
        current = change.made();
      }
      changed.forEach(Runnable::run);
      return entry;
    }

    /** Whether something of that kind was ever added here, also if it has been taken out since. */
    boolean hasAdded(Class<? extends Contribution> point) {
      synchronized (lock) {
        return points.contains(point);
      }
    }

    /** Counts the calls to what was added here. */
    Usage usage() {
      return usage;
    }

    /** Takes back everything; nothing can be added any more. */
    @Override
    public void close() {
      exchange(List.of(), List.of(this), version -> {});
    }

    private void goLive(Variants.Change change, Side to) {
      if (closed) {
        return;
      }
      live = true;
      side = to;
      born = Math.min(born, change.version());
      entries.forEach(entry -> entry.join(change, born, null));
    }

    /**
     * Puts stand-ins in the place of all, at one stroke; null puts the real ones back.
     *
     * @return false where nothing is there any more
     */
    boolean suspend(@Nullable Fallback fallback) {
      synchronized (lock) {
        if (closed || !live) {
          return false;
        }
        suspended = fallback;
        Variants.Change change = current.change();
        for (Entry<?> each : entries) {
          each.leave(change);
          each.join(change, each.since, fallback);
        }
        current = change.made();
      }
      changed.forEach(Runnable::run);
      return true;
    }

    private void stepAside(Variants.Change change) {
      side = Side.OLD;
      entries.forEach(entry -> entry.leaveTried(change));
    }

    private void withdraw(Variants.Change change) {
      closed = true;
      usage.onFailure(() -> {});
      List<Entry<?>> latestFirst = new ArrayList<>(entries);
      Collections.reverse(latestFirst);
      latestFirst.forEach(entry -> entry.leave(change));
      entries.clear();
    }

    private void takeOut(Entry<?> entry) {
      synchronized (lock) {
        if (!entries.remove(entry)) {
          return;
        }
        Variants.Change change = current.change();
        entry.leave(change);
        current = change.made();
      }
      changed.forEach(Runnable::run);
    }
  }

  /** One addition; equal to itself only. */
  private static final class Entry<T extends Contribution> implements Registration {
    private final Scope scope;
    private final Class<T> point;
    private final T contribution;
    private final int order;
    private long since;
    private @Nullable Contributed<T> contributed;
    private @Nullable Contributed<Authenticator> refusal;

    private Entry(Scope scope, Class<T> point, T contribution, int order) {
      this.scope = scope;
      this.point = point;
      this.contribution = contribution;
      this.order = order;
    }

    private void join(Variants.Change change, long firstVersion, @Nullable Fallback fallback) {
      since = firstVersion;
      boolean real = fallback == null || Substitutes.stays(point);
      T shown =
          fallback == null || real ? contribution : Substitutes.of(point, contribution, fallback);
      if (shown != null) {
        Usage usage = real ? scope.usage : new Usage();
        contributed = new Contributed<>(scope.owner, shown, order, since, usage);
        change.add(scope.side, point, contributed);
      }
      if (fallback != null && Substitutes.refusesClients(point, fallback)) {
        refusal =
            new Contributed<>(
                scope.owner, Substitutes.refusal(), Integer.MIN_VALUE, since, new Usage());
        change.add(scope.side, Authenticator.class, refusal);
      }
    }

    private void leaveTried(Variants.Change change) {
      if (contributed != null) {
        change.removeTried(point, contributed);
      }
      if (refusal != null) {
        change.removeTried(Authenticator.class, refusal);
      }
    }

    private void leave(Variants.Change change) {
      if (contributed != null) {
        change.remove(point, contributed);
        contributed = null;
      }
      if (refusal != null) {
        change.remove(Authenticator.class, refusal);
        refusal = null;
      }
    }

    @Override
    public void close() {
      scope.takeOut(this);
    }
  }
}
