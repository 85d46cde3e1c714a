package io.fairlead.core.inbound;

import io.fairlead.api.connection.CurrentScope;
import io.fairlead.api.event.ConnectionExpiring;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.event.EventSink;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.logging.log4j.CloseableThreadContext;

/** Takes the warning of a connection's end to listeners and events, beside its other callbacks. */
final class ExpiryRelay implements Consumer<Instant> {

  private final DefaultConnection connection;
  private final ErrorRoute errors;
  private final ContributionRegistry contributions;
  private final Executor callbacks;
  private final EventSink events;

  ExpiryRelay(
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

  @Override
  public void accept(Instant closesAt) {
    if (events.hasListeners(ConnectionExpiring.class)) {
      events.fire(new ConnectionExpiring(connection, closesAt));
    }
    if (contributions.of(connection).all(ConnectionListener.class).isEmpty()) {
      return;
    }
    try {
      callbacks.execute(() -> tell(closesAt));
    } catch (RejectedExecutionException e) {
      // the server stops, and closes it anyway
    }
  }

  private void tell(Instant closesAt) {
    Object before = CurrentScope.enter(connection);
    try (var context = CloseableThreadContext.putAll(connection.logContext())) {
      for (Contributed<ConnectionListener> listener :
          contributions.of(connection).all(ConnectionListener.class)) {
        errors.call(Source.HOOK, listener, each -> each.onExpiring(connection, closesAt));
      }
    } finally {
      CurrentScope.leave(before);
    }
  }
}
