package io.fairlead.core.plugin;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Background threads of one plugin: few, named after it, gone when idle. What a task throws is
 * logged under the plugin's id; a periodic task that throws is not run again, as the JDK has it.
 */
final class PluginExecutor extends ScheduledThreadPoolExecutor {

  private static final Logger LOG = LogManager.getLogger(PluginExecutor.class);
  private static final int THREADS = 2;

  private final String id;

  PluginExecutor(String id, @Nullable ClassLoader loader) {
    super(THREADS, threads(id, loader));
    this.id = id;
    setKeepAliveTime(10, TimeUnit.SECONDS);
    allowCoreThreadTimeOut(true);
    setRemoveOnCancelPolicy(true);
    setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static ThreadFactory threads(String id, @Nullable ClassLoader loader) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread =
          new Thread(null, task, "plugin-" + id + "-" + number.incrementAndGet(), 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(loader);
      return thread;
    };
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    ThreadContext.put(Invoker.PLUGIN, id);
    super.beforeExecute(thread, task);
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
    super.afterExecute(task, thrown);
    Throwable failure = thrown != null ? thrown : failureOf(task);
    if (failure != null && !(failure instanceof InterruptedException && isShutdown())) {
      LOG.warn("a background task of plugin '{}' failed: {}", id, String.valueOf(failure), failure);
    }
    ThreadContext.clearAll();
  }

  private static @Nullable Throwable failureOf(Runnable task) {
    if (!(task instanceof Future<?> future) || !future.isDone()) {
      return null;
    }
    try {
      future.get();
      return null;
    } catch (CancellationException e) {
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
