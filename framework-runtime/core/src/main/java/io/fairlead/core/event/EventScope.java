package io.fairlead.core.event;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.event.Event;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.event.EventListener;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.api.event.TopicEvent;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.plugin.Usage;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bus as one owner sees it; its listeners end with it. Safe for any thread. */
public final class EventScope implements EventBus, AutoCloseable {

  private final DefaultEventBus bus;
  private final String owner;
  private final Standing standing = new Standing();
  private final Set<Owned> added = new LinkedHashSet<>();
  private Audience audience = Audience.ALL;
  private boolean live;
  private boolean listens = true;
  private boolean closed;

  EventScope(DefaultEventBus bus, String owner, boolean live) {
    this.bus = bus;
    this.owner = owner;
    this.live = live;
  }

  @Override
  public <E extends Event> ListenerRegistration listen(
      Class<E> type, EventListener<? super E> listener, ListenerOptions options) {
    return add(type, null, listener, options);
  }

  @Override
  public <E extends TopicEvent> ListenerRegistration listen(
      Class<E> type,
      TopicPattern topics,
      EventListener<? super E> listener,
      ListenerOptions options) {
    return add(type, requireNonNull(topics, "topics"), listener, options);
  }

  private synchronized ListenerRegistration add(
      Class<? extends Event> type,
      @Nullable TopicPattern topics,
      EventListener<?> listener,
      ListenerOptions options) {
    check(listens);
    Owned registration =
        new Owned(this, bus.prepare(owner, standing, type, topics, listener, options, audience));
    if (live) {
      bus.exchange(Map.of(audience, List.of(registration.inner)), List.of());
    }
    added.add(registration);
    return registration;
  }

  /** From now on the calls of its listeners are counted there, and those that fail told. */
  public void countedBy(Usage usage) {
    standing.countedBy(usage);
  }

  /** Whether its listeners are not called for now: what comes meanwhile, or waits, is lost. */
  public void leaveOut(boolean now) {
    standing.leftOut(now);
  }

  /**
   * From now on its listeners hear of events, and those of the predecessor no more, which can add
   * none either; what waits for those is still told.
   */
  public void takeOver(@Nullable EventScope predecessor) {
    List<DefaultEventBus.Added> out = predecessor == null ? List.of() : predecessor.last();
    synchronized (this) {
      live = true;
      audience = Audience.ALL;
      bus.exchange(inner(), out);
    }
  }

  /**
   * From now on its listeners hear of the events of a share of the connections, and those of the
   * predecessor of all others, at one stroke.
   *
   * @param percent of the connections
   */
  public void tryOut(@Nullable EventScope predecessor, int percent) {
    Audience mine = Audience.share(percent);
    Map<Audience, List<DefaultEventBus.Added>> in = new HashMap<>();
    if (predecessor != null) {
      Audience others = mine.others();
      in.put(others, predecessor.hear(others));
    }
    synchronized (this) {
      live = true;
      audience = mine;
      in.put(mine, inner());
      bus.exchange(in, List.of());
    }
  }

  /**
   * Ends {@link #tryOut}: as before its listeners hear of nothing, and the predecessor's of all.
   */
  public void rollBack(@Nullable EventScope predecessor) {
    List<DefaultEventBus.Added> back =
        predecessor == null ? List.of() : predecessor.hear(Audience.ALL);
    bus.exchange(back, last());
  }

  private synchronized List<DefaultEventBus.Added> hear(Audience of) {
    audience = of;
    return inner();
  }

  private List<DefaultEventBus.Added> inner() {
    return added.stream().map(each -> each.inner).toList();
  }

  /** Its listeners hear of no more events; what waits for them is still told. */
  public void retire() {
    bus.exchange(List.of(), last());
  }

  private synchronized List<DefaultEventBus.Added> last() {
    listens = false;
    return inner();
  }

  /** Whether nothing waits for its listeners, and none is being called. */
  public synchronized boolean idle() {
    return added.stream().allMatch(each -> each.inner.idle());
  }

  @Override
  public void fire(Event event) {
    synchronized (this) {
      check(!closed);
    }
    bus.fire(requireNonNull(event, "event"));
  }

  private void check(boolean allowed) {
    if (!allowed) {
      throw new IllegalStateException("'" + owner + "' has stopped and has no events any more");
    }
  }

  /** Ends its listeners, and takes no more; it may still fire. */
  public void stopListening() {
    List<Owned> all;
    synchronized (this) {
      listens = false;
      all = List.copyOf(added);
      added.clear();
    }
    all.forEach(each -> each.inner.close());
  }

  /** Ends its listeners; whatever comes later is refused. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    stopListening();
  }

  /** Whether one of its listeners may hear of something that has to do with a connection. */
  public synchronized boolean hearsOfConnections() {
    return added.stream().anyMatch(each -> each.inner.hearsOfConnections());
  }

  /** How many listeners it has. */
  public synchronized int registrations() {
    return added.size();
  }

  private synchronized void forget(Owned registration) {
    added.remove(registration);
  }

  /** Equal to itself only. */
  private static final class Owned implements ListenerRegistration {
    private final EventScope scope;
    private final DefaultEventBus.Added inner;

    private Owned(EventScope scope, DefaultEventBus.Added inner) {
      this.scope = scope;
      this.inner = inner;
    }

    @Override
    public void close() {
      scope.forget(this);
      inner.close();
    }

    @Override
    public long handled() {
      return inner.handled();
    }

    @Override
    public long failed() {
      return inner.failed();
    }

    @Override
    public long overdue() {
      return inner.overdue();
    }

    @Override
    public long lost() {
      return inner.lost();
    }
  }
}
