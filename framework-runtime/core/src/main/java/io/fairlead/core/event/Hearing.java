package io.fairlead.core.event;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.event.ConnectionEvent;
import io.fairlead.api.event.Event;
import io.fairlead.api.event.EventListener;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.core.plugin.Invoker;
import io.fairlead.core.plugin.Usage;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;

/** A listener, whose it is, and how it does. Calls it and contains what it throws. */
final class Hearing {

  private static final Logger LOG = LogManager.getLogger(Hearing.class);
  private static final long QUIET_NANOS = 5_000_000_000L;

  private final String owner;
  private final EventListener<?> listener;
  private final @Nullable ClassLoader loader;
  private final String name;
  private final ListenerOptions options;
  private final Workshop workshop;
  private final Standing standing;
  private final LongAdder handled = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder overdue = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final AtomicLong complained = new AtomicLong(System.nanoTime() - QUIET_NANOS);

  Hearing(
      String owner,
      Standing standing,
      EventListener<?> listener,
      ListenerOptions options,
      Workshop workshop) {
    this.workshop = workshop;
    this.standing = standing;
    this.owner = owner;
    this.listener = listener;
    Class<?> target = listener instanceof Wrapped other ? other.target() : listener.getClass();
    this.loader = target.getClassLoader();
    this.name = listener instanceof Wrapped other ? other.name() : target.getName();
    this.options = options;
  }

  EventListener<?> listener() {
    return listener;
  }

  ListenerOptions options() {
    return options;
  }

  /**
   * Calls the listener on this thread, unless its owner is left out.
   *
   * @return whether it threw
   */
  boolean tell(Event event) {
    if (leftOut()) {
      return false;
    }
    Usage usage = standing.usage();
    usage.enter();
    try {
      return call(event);
    } finally {
      usage.leave();
    }
  }

  @SuppressWarnings("unchecked") // its route lets through only what it takes
  private boolean call(Event event) {
    EventListener<Event> hears = (EventListener<Event>) listener;
    Map<String, String> before = ThreadContext.getImmutableContext();
    try {
      Throwable fault =
          Invoker.call(
              owner,
              loader,
              name,
              () -> {
                if (event instanceof ConnectionEvent on) {
                  note(on.connection());
                }
                hears.onEvent(event);
              });
      (fault == null ? handled : failed).increment();
      if (fault != null) {
        Connection about = event instanceof ConnectionEvent on ? on.connection() : null;
        workshop.faults().failed(Source.LISTENER, about, owner, fault);
      }
      return fault != null;
    } finally {
      ThreadContext.clearMap(); // what the listener left there, too
      ThreadContext.putAll(before);
    }
  }

  private static void note(Connection connection) {
    ThreadContext.put("connection", connection.id());
    ThreadContext.put("request", connection.network().requestId());
    ThreadContext.put("principal", connection.security().identity().getName());
  }

  /** Whether no call is made now, because the owner is in quarantine; counts the event as lost. */
  boolean leftOut() {
    if (!standing.leftOut()) {
      return false;
    }
    lost.increment();
    return true;
  }

  /** A call threw, and was not late: those count when they are. */
  void countsAsFailed() {
    standing.usage().failed();
  }

  void lost() {
    lost.increment();
    if (speaks()) {
      LOG.warn(
          "{} of plugin '{}' does not keep up: {} events are lost for it so far",
          name,
          owner,
          lost.sum());
    }
  }

  void overdue(int calls) {
    if (calls > 0) {
      overdue.add(calls);
      for (int i = 0; i < calls; i++) { // now: nobody knows when they will end
        countsAsFailed();
      }
      LOG.warn("{} of plugin '{}' overran its deadline and was interrupted", name, owner);
      TimeoutException why = new TimeoutException(name + " overran its deadline");
      workshop.execute(
          () -> workshop.faults().failed(Source.TIMEOUT, null, owner, why)); // may take its time
    }
  }

  /** Whether the log has been left in peace long enough. */
  private boolean speaks() {
    long now = System.nanoTime();
    long last = complained.get();
    return now - last >= QUIET_NANOS && complained.compareAndSet(last, now);
  }

  long handledCount() {
    return handled.sum();
  }

  long failedCount() {
    return failed.sum();
  }

  long overdueCount() {
    return overdue.sum();
  }

  long lostCount() {
    return lost.sum();
  }
}
