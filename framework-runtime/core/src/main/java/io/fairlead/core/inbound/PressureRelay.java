package io.fairlead.core.inbound;

import io.fairlead.api.connection.ConnectionState;
import io.fairlead.api.connection.CurrentScope;
import io.fairlead.api.connection.Pressure;
import io.fairlead.api.event.PressureChanged;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.event.EventSink;
import io.fairlead.core.outbound.PressureListener;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.logging.log4j.CloseableThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Takes the pressure of one connection to listeners and events, beside the connection's other
 * callbacks. One call at a time, of changes only; while that lasts, only the latest is kept.
 */
final class PressureRelay implements PressureListener {

  private final DefaultConnection connection;
  private final ErrorRoute errors;
  private final ContributionRegistry contributions;
  private final Executor callbacks;
  private final EventSink events;
  private Pressure told = Pressure.NONE;
  private boolean busy;

  PressureRelay(
      DefaultConnection connection,
      ErrorRoute errors,
      ContributionRegistry contributions,
      Executor callbacks,
      EventSink events) {
    this.connection = connection;
    this.errors = errors;
    this.contributions = contributions;
    this.callbacks = callbacks;
    this.events = events;
  }

  /** The calls come in no order: only a look at the queue tells what holds. */
  @Override
  public void changed() {
    synchronized (this) {
      if (busy) {
        return; // whoever is at it looks again before it leaves
      }
      if (!heard()) {
        told = connection.outbound().pressure(); // so that whoever comes later hears of the next
        return;
      }
      busy = true;
    }
    boolean started = false;
    try {
      callbacks.execute(this::tellAll);
      started = true;
    } catch (RejectedExecutionException e) { // the server stops
      return;
    } finally {
      if (!started) {
        leave();
      }
    }
  }

  private synchronized void leave() {
    busy = false;
  }

  private boolean heard() {
    return events.hasListeners(PressureChanged.class)
        || !contributions.of(connection).all(ConnectionListener.class).isEmpty();
  }

  private void tellAll() {
    boolean alive = false;
    Object before = CurrentScope.enter(connection);
    try (var context = CloseableThreadContext.putAll(connection.logContext())) {
      for (Pressure now = next(); now != null; now = next()) {
        tell(now);
      }
      alive = true;
    } finally {
      CurrentScope.leave(before);
      if (!alive) {
        leave();
      }
    }
  }

  /** What is to be told; null where that is nothing, and this thread is done. */
  private synchronized @Nullable Pressure next() {
    Pressure now = connection.outbound().pressure();
    if (now == told || connection.state() == ConnectionState.CLOSED) {
      busy = false;
      return null;
    }
    told = now;
    return now;
  }

  private void tell(Pressure now) {
    if (events.hasListeners(PressureChanged.class)) {
      events.fire(new PressureChanged(connection, now));
    }
    List<Contributed<ConnectionListener>> listeners =
        contributions.of(connection).all(ConnectionListener.class);
    for (Contributed<ConnectionListener> listener : listeners) {
      errors.call(Source.HOOK, listener, each -> each.onPressure(connection, now));
    }
  }
}
