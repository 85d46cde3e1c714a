package io.fairlead.core.admission;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which contributions may block: virtual ones where the JVM has them, else a bounded
 * pool; and one timer thread that holds the deadlines.
 */
final class AdmissionWorkers implements AutoCloseable {

  private static final int MAX_QUEUED = 10_000;

  private final ExecutorService executor;
  private final ScheduledThreadPoolExecutor timer;

  AdmissionWorkers(int platformThreads) {
    executor = virtualOrPool(platformThreads);
    timer = new ScheduledThreadPoolExecutor(1, threads("fairlead-admission-timer"));
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

  private static ExecutorService virtualOrPool(int platformThreads) {
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
              threads("fairlead-admission"));
      pool.allowCoreThreadTimeOut(true);
      return pool;
    }
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    timer.shutdownNow();
    executor.shutdownNow();
  }
}
