package io.fairlead.core.support;

import io.fairlead.api.connection.Overflow;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.outbound.BoundedOutboundQueue;
import io.fairlead.core.outbound.LingerClock;
import io.fairlead.core.outbound.Losses;
import io.fairlead.core.outbound.OutboundLimits;
import io.fairlead.core.outbound.OutboundServices;
import io.fairlead.core.transport.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Outbound queues for tests. */
public final class Queues {

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "test-linger");
            thread.setDaemon(true);
            return thread;
          });

  private Queues() {}

  /** A timer for all tests, which nobody shuts down. */
  public static ScheduledExecutorService timer() {
    return TIMER;
  }

  /** Services with much memory; what lingers, lingers for an hour. */
  public static OutboundServices services() {
    return services(new MemoryBudget(1 << 30));
  }

  public static OutboundServices services(MemoryBudget memory) {
    return new OutboundServices(
        memory, WaitingRoom.UNBOUNDED, new LingerClock(TIMER, Duration.ofHours(1)), new Losses());
  }

  public static OutboundLimits limits(int messages, long bytes, Overflow policy, Duration timeout) {
    return new OutboundLimits(
        messages, bytes, 50, policy, 4, Duration.ZERO, Integer.MAX_VALUE, timeout);
  }

  public static BoundedOutboundQueue of(Transport transport, OutboundLimits limits) {
    return new BoundedOutboundQueue(transport, limits, services());
  }

  /** With the defaults of the configuration. */
  public static BoundedOutboundQueue of(Transport transport) {
    return of(transport, OutboundLimits.of(FairleadConfig.of(Map.of())));
  }
}
