package io.fairlead.core.event;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.memory.MemoryBudget;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What all listeners share: threads, memory, and the bounds as configured. Where threads are few,
 * each listener may always have one, and what it wants beyond that comes out of half of them: so
 * one that hangs does not stop the others.
 */
final class Workshop {

  private final Executor executor;
  private final @Nullable Semaphore extras;
  private final MemoryBudget memory;
  private final int maxPending;
  private final int parallel;
  private final Duration deadline;
  private volatile ListenerFaults faults = ListenerFaults.NONE;

  /**
   * Shares an executor.
   *
   * @param threads how many it has; 0 for any number
   */
  Workshop(FairleadConfig config, MemoryBudget memory, Executor executor, int threads) {
    this.executor = executor;
    this.extras = threads > 0 ? new Semaphore(threads / 2) : null;
    this.memory = memory;
    this.maxPending = config.get(Settings.EVENTS_PENDING);
    this.parallel = config.get(Settings.EVENTS_PARALLEL);
    this.deadline = config.get(Settings.EVENTS_DEADLINE);
  }

  void onFault(ListenerFaults told) {
    faults = told;
  }

  ListenerFaults faults() {
    return faults;
  }

  void execute(Runnable task) {
    executor.execute(task);
  }

  /** Whether a listener may have a thread besides its first. */
  boolean enterExtra() {
    return extras == null || extras.tryAcquire();
  }

  void leaveExtra() {
    if (extras != null) {
      extras.release();
    }
  }

  MemoryBudget memory() {
    return memory;
  }

  int maxPending() {
    return maxPending;
  }

  int parallel() {
    return parallel;
  }

  Duration deadline() {
    return deadline;
  }
}
