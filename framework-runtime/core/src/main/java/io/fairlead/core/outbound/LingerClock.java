package io.fairlead.core.outbound;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Brings queues back that linger. All linger for the same time, so they stand in line, and one
 * timer task serves them all. Safe for any thread.
 */
public final class LingerClock {

  private static final Logger LOG = LogManager.getLogger(LingerClock.class);

  private final Queue<Wait> line = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean armed = new AtomicBoolean();
  private final ScheduledExecutorService timer;
  private final long interval;

  private record Wait(LongConsumer waiter, long due) {}

  /**
   * A clock.
   *
   * @param timer runs short tasks
   * @param interval how long everybody waits
   */
  public LingerClock(ScheduledExecutorService timer, Duration interval) {
    this.timer = timer;
    this.interval = interval.toNanos();
  }

  /**
   * Calls back after the interval, with what this returns.
   *
   * @return when that is, as {@link System#nanoTime()} counts; never 0
   */
  long add(LongConsumer waiter) {
    long due = System.nanoTime() + interval;
    due = due == 0 ? 1 : due;
    line.add(new Wait(waiter, due));
    if (armed.compareAndSet(false, true)) {
      schedule(interval);
    }
    return due;
  }

  private void schedule(long nanos) {
    try {
      timer.schedule(this::run, Math.max(0, nanos), NANOSECONDS);
    } catch (RejectedExecutionException e) {
      armed.set(false); // the runtime has stopped, and no connection is left
    }
  }

  private void run() {
    for (Wait next = line.peek(); next != null; next = line.peek()) {
      long left = next.due() - System.nanoTime();
      if (left > 0) {
        schedule(left);
        return;
      }
      line.remove();
      bringBack(next);
    }
    armed.set(false);
    if (!line.isEmpty() && armed.compareAndSet(false, true)) {
      schedule(0); // one came in between
    }
  }

  private static void bringBack(Wait wait) {
    try {
      wait.waiter().accept(wait.due());
    } catch (RuntimeException | Error e) {
      LOG.error("a connection that lingered cannot write", e); // the others can
    }
  }
}
