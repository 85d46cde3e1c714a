package io.fairlead.core.connection;

import io.fairlead.api.plugin.ErrorContext.Source;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Drops connections whose write or close takes too long. One sweep over all of them, instead of a
 * timer for each write.
 */
public final class Watchdog implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(Watchdog.class);
  private static final long SWEEP_MILLIS = 500;

  private final DefaultConnectionRegistry registry;
  private final ScheduledFuture<?> sweeps;

  /** Starts to sweep. */
  public Watchdog(DefaultConnectionRegistry registry, ScheduledExecutorService timer) {
    this.registry = registry;
    this.sweeps =
        timer.scheduleWithFixedDelay(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    long now = System.nanoTime();
    for (DefaultConnection connection : registry.connections()) {
      try {
        String cause = connection.overdue(now);
        if (cause != null) {
          LOG.warn("{} dropped: {}", connection, cause);
          connection.drop(Source.TIMEOUT, cause);
        }
      } catch (RuntimeException e) {
        LOG.error("{} could not be dropped", connection, e); // and the sweep goes on
      }
    }
  }

  @Override
  public void close() {
    sweeps.cancel(false);
  }
}
