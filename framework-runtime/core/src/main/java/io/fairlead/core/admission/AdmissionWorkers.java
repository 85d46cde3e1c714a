package io.fairlead.core.admission;

import io.fairlead.core.executor.JoinableThreads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which contributions may block: virtual ones where the JVM has them, else a bounded
 * pool; and one timer thread that holds the deadlines.
 */
final class AdmissionWorkers implements AutoCloseable {

  private static final int MAX_QUEUED = 10_000;
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final JoinableThreads threads = JoinableThreads.daemons("fairlead-admission-");
  private final JoinableThreads timerThreads = JoinableThreads.daemons("fairlead-admission-timer-");
  private final ExecutorService executor;
  private final ScheduledThreadPoolExecutor timer;

  AdmissionWorkers(int platformThreads) {
    executor = virtualOrPool(platformThreads, threads);
    timer = new ScheduledThreadPoolExecutor(1, timerThreads);
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** Refuses with a {@link java.util.concurrent.RejectedExecutionException} when full or closed. */
  ExecutorService executor() {
    return executor;
  }

  /** Runs a short task that never blocks, after some nanoseconds. */
  ScheduledFuture<?> after(long nanos, Runnable task) {
    return timer.schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  private static ExecutorService virtualOrPool(int platformThreads, JoinableThreads threads) {
    try {
      // there from JDK 21 on, while the bytecode stays at 17
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              platformThreads,
              platformThreads,
              10,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(MAX_QUEUED),
              threads);
      pool.allowCoreThreadTimeOut(true);
      return pool;
    }
  }

  /** Interrupts what is under way and waits a moment for the threads to end. */
  @Override
  public void close() {
    timer.shutdownNow();
    executor.shutdownNow();
    timerThreads.join(LINGER);
    threads.join(LINGER);
  }
}
