package io.fairlead.standalone.net;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs what may block: callbacks, admission, routes. On virtual threads, one for each task, where
 * the JVM has them (21 and newer); else on a pool of {@code fairlead.server.worker-threads}.
 */
public final class CallbackExecutor implements Executor {

  private static final Logger LOG = LogManager.getLogger(CallbackExecutor.class);
  private static final String NAME = "fairlead-callback-";

  private final ExecutorService tasks;
  private final ExecutorService completions;
  private final boolean virtual;

  private CallbackExecutor(ExecutorService tasks, ExecutorService completions, boolean virtual) {
    this.tasks = tasks;
    this.completions = completions;
    this.virtual = virtual;
  }

  /** The best that this JVM has. */
  public static CallbackExecutor of(FairleadConfig config) {
    ExecutorService virtual = virtualThreads();
    return virtual != null
        ? new CallbackExecutor(virtual, virtual, true)
        : pooled(config.get(Settings.SERVER_WORKERS));
  }

  /** A pool of platform threads, whatever the JVM has. */
  public static CallbackExecutor pooled(int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(NAME));
    pool.allowCoreThreadTimeOut(true);
    // of its own: a task of the pool may wait for a completion, so that must not wait for the pool
    ExecutorService completions = Executors.newCachedThreadPool(named("fairlead-completion-"));
    return new CallbackExecutor(pool, completions, false);
  }

  /** Whether every task has a virtual thread of its own. */
  public boolean virtual() {
    return virtual;
  }

  @Override
  public void execute(Runnable task) {
    tasks.execute(logged(task));
  }

  /** For short tasks that others may be waiting for. */
  public Executor completions() {
    return task -> completions.execute(logged(task));
  }

  /** Takes no more tasks, waits for those under way, and after the time given interrupts them. */
  public void shutdown(Duration longest) {
    tasks.shutdown();
    completions.shutdown();
    try {
      if (tasks.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tasks.shutdownNow();
    completions.shutdownNow();
  }

  private static Runnable logged(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (VirtualMachineError e) {
        LOG.error("a callback thread failed", e);
        throw e;
      } catch (Throwable e) {
        LOG.error("a task failed without anybody to take the failure", e);
      }
    };
  }

  private static ThreadFactory named(String prefix) {
    AtomicLong number = new AtomicLong();
    return task -> {
      Thread thread = new Thread(task, prefix + number.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** By reflection: the bytecode stays at 17. */
  private static @Nullable ExecutorService virtualThreads() {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      Object named = type.getMethod("name", String.class, long.class).invoke(builder, NAME, 0L);
      Object factory = type.getMethod("factory").invoke(named);
      return (ExecutorService)
          Executors.class
              .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
              .invoke(null, factory);
    } catch (ReflectiveOperationException e) {
      return null; // older than 21, or 19 and 20 without the preview
    }
  }
}
