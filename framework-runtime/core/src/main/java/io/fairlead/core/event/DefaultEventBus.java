package io.fairlead.core.event;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.event.ConnectionEvent;
import io.fairlead.api.event.Event;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.event.EventListener;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.api.event.MessageReceived;
import io.fairlead.api.event.TopicEvent;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.event.Routes.Route;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The events of one runtime. What is added here itself belongs to the application. */
public final class DefaultEventBus implements EventBus, EventSink, AutoCloseable {

  private static final long SWEEP_MILLIS = 100;
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final Workshop workshop;
  private final @Nullable CallbackExecutor own;
  private final ScheduledFuture<?> sweeps;
  private final Set<Mailbox> mailboxes = ConcurrentHashMap.newKeySet(); // those that may run
  private final Standing application = new Standing();
  private volatile Routes routes = Routes.NONE;
  private boolean closed;

  private DefaultEventBus(
      Workshop workshop, @Nullable CallbackExecutor own, ScheduledExecutorService timer) {
    this.workshop = workshop;
    this.own = own;
    this.sweeps =
        timer.scheduleWithFixedDelay(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * A bus whose listeners run on threads of its own, made as those of callbacks are.
   *
   * @param callbacks runs callbacks; platform threads are made where it is of another kind
   * @param timer for deadlines
   */
  public static DefaultEventBus beside(
      Executor callbacks,
      FairleadConfig config,
      MemoryBudget memory,
      ScheduledExecutorService timer) {
    int threads = config.get(Settings.SERVER_WORKERS);
    CallbackExecutor like =
        callbacks instanceof CallbackExecutor pool ? pool : CallbackExecutor.pooled(threads);
    CallbackExecutor own = like.beside("fairlead-event-", threads);
    return new DefaultEventBus(
        new Workshop(config, memory, own, own.virtual() ? 0 : threads), own, timer);
  }

  /** A bus whose listeners run on an executor, which stays the caller's. */
  public static DefaultEventBus on(
      Executor executor,
      FairleadConfig config,
      MemoryBudget memory,
      ScheduledExecutorService timer) {
    return new DefaultEventBus(new Workshop(config, memory, executor, 0), null, timer);
  }

  /** Sets who hears of listeners that fail or are late. */
  public void onFault(ListenerFaults told) {
    workshop.onFault(told);
  }

  // --- listeners -------------------------------------------------------------------------------

  @Override
  public <E extends Event> ListenerRegistration listen(
      Class<E> type, EventListener<? super E> listener, ListenerOptions options) {
    return add(ContributionRegistry.APPLICATION, type, null, listener, options);
  }

  @Override
  public <E extends TopicEvent> ListenerRegistration listen(
      Class<E> type,
      TopicPattern topics,
      EventListener<? super E> listener,
      ListenerOptions options) {
    return add(
        ContributionRegistry.APPLICATION,
        type,
        requireNonNull(topics, "topics"),
        listener,
        options);
  }

  /** The bus as one owner sees it. */
  public EventScope scope(String owner) {
    return new EventScope(this, owner, true);
  }

  /** The same; its listeners hear nothing before {@link EventScope#takeOver}. */
  public EventScope staged(String owner) {
    return new EventScope(this, owner, false);
  }

  private Added add(
      String owner,
      Class<? extends Event> type,
      @Nullable TopicPattern topics,
      EventListener<?> listener,
      ListenerOptions options) {
    Added added = prepare(owner, application, type, topics, listener, options, Audience.ALL);
    exchange(List.of(added), List.of());
    return added;
  }

  /** A listener that hears nothing before {@link #exchange}. */
  Added prepare(
      String owner,
      Standing standing,
      Class<? extends Event> type,
      @Nullable TopicPattern topics,
      EventListener<?> listener,
      ListenerOptions options,
      Audience audience) {
    Hearing hearing =
        new Hearing(owner, standing, requireNonNull(listener, "listener"), options, workshop);
    Mailbox mailbox = new Mailbox(workshop, hearing);
    return new Added(
        this, hearing, new Route(requireNonNull(type, "type"), topics, mailbox, audience));
  }

  /**
   * Lets some listeners hear what others have heard so far, at one stroke: each event goes to the
   * ones or to the others. What waits for the others is still told.
   */
  void exchange(List<Added> in, List<Added> out) {
    exchange(Map.of(Audience.ALL, in), out);
  }

  /** The same, where those that are to hear something hear of different connections. */
  synchronized void exchange(Map<Audience, List<Added>> in, List<Added> out) {
    if (closed && in.values().stream().anyMatch(all -> !all.isEmpty())) {
      throw new IllegalStateException("the runtime has ended; nobody listens to it any more");
    }
    List<Route> gone = new ArrayList<>(out.stream().map(each -> each.route).toList());
    List<Route> come = new ArrayList<>();
    in.forEach(
        (audience, all) -> {
          for (Added each : all) {
            if (each.removed) {
              continue; // in this very moment
            }
            gone.add(each.route); // those that are there hear of others from now on
            each.route = each.route.with(audience);
            come.add(each.route);
            mailboxes.add(each.route.mailbox());
          }
        });
    routes = routes.exchanged(come, gone);
  }

  /** A listener that was added; equal to itself only. */
  static final class Added implements ListenerRegistration {
    private final DefaultEventBus bus;
    private final Hearing hearing;
    private volatile Route route; // changed by who holds the monitor of the bus
    private boolean removed; // for who holds it

    private Added(DefaultEventBus bus, Hearing hearing, Route route) {
      this.bus = bus;
      this.hearing = hearing;
      this.route = route;
    }

    /** Whether it may hear of something that has to do with a connection. */
    boolean hearsOfConnections() {
      Class<?> type = route.type();
      return ConnectionEvent.class.isAssignableFrom(type)
          || type.isAssignableFrom(MessageReceived.class);
    }

    /** Whether nothing waits for it, and no call is under way. */
    boolean idle() {
      return route.mailbox().idle();
    }

    @Override
    public void close() {
      bus.remove(this);
    }

    @Override
    public long handled() {
      return hearing.handledCount();
    }

    @Override
    public long failed() {
      return hearing.failedCount();
    }

    @Override
    public long overdue() {
      return hearing.overdueCount();
    }

    @Override
    public long lost() {
      return hearing.lostCount();
    }
  }

  private void remove(Added added) {
    synchronized (this) {
      added.removed = true;
      routes = routes.without(added.route);
    }
    added.route.mailbox().close();
  }

  // --- events ----------------------------------------------------------------------------------

  @Override
  public boolean hasListeners(Class<? extends Event> type) {
    return routes.to(type).length > 0;
  }

  @Override
  public void fire(Event event) {
    for (Route route : routes.to(event.getClass())) {
      if (route.takes(event)) {
        route.mailbox().offer(event);
      }
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    mailboxes.removeIf(mailbox -> !mailbox.sweep(now));
  }

  /** Gives up what waits, and waits a moment for the calls under way. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      routes = Routes.NONE;
    }
    mailboxes.forEach(Mailbox::close);
    if (own != null) {
      own.shutdown(LINGER);
    }
    sweeps.cancel(false);
  }
}
