package io.fairlead.core.connection;

import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.core.memory.MemoryBudget;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Gives memory back before everybody suffers: when most of the budget is taken, the clients that
 * take nothing are dropped, those for whom most waits first, without waiting for the send timeout.
 */
public final class MemoryRelief implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(MemoryRelief.class);
  private static final long SWEEP_MILLIS = 250;
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double HIGH = 0.85;
  private static final double LOW = 0.6;

  private final DefaultConnectionRegistry registry;
  private final MemoryBudget memory;
  private final ScheduledFuture<?> sweeps;

  /** Starts to watch. */
  public MemoryRelief(
      DefaultConnectionRegistry registry, MemoryBudget memory, ScheduledExecutorService timer) {
    this.registry = registry;
    this.memory = memory;
    this.sweeps =
        timer.scheduleWithFixedDelay(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private record Stuck(DefaultConnection connection, long bytes) {}

  private void sweep() {
    if (memory.taken() <= memory.max() * HIGH) {
      return;
    }
    long now = System.nanoTime();
    List<Stuck> stuck =
        registry.connections().stream()
            .filter(connection -> connection.writingNanos(now) > STUCK_NANOS)
            .map(connection -> new Stuck(connection, connection.outbound().bytes()))
            .sorted(Comparator.comparingLong(Stuck::bytes).reversed())
            .toList();
    int dropped = 0;
    for (Stuck each : stuck) {
      if (memory.taken() <= memory.max() * LOW) {
        break;
      }
      each.connection().drop(Source.LIMIT, "the client takes nothing, and memory is short");
      dropped++;
    }
    if (dropped > 0) {
      LOG.warn(
          "memory is short (fairlead.limits.memory): dropped {} clients that take nothing",
          dropped);
    }
  }

  @Override
  public void close() {
    sweeps.cancel(false);
  }
}
