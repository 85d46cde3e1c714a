package io.fairlead.core.plugin;

import io.fairlead.api.event.LeakFound.Kind;
import io.fairlead.core.leak.LeakWatch;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableScheduledFuture;
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
  private final LeakWatch leaks;
  private final Set<TrackedTask<?>> running = ConcurrentHashMap.newKeySet(THREADS);

  PluginExecutor(String id, @Nullable ClassLoader loader, LeakWatch leaks) {
    super(THREADS, threads(id, loader));
    this.leaks = leaks;
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
  protected <V> RunnableScheduledFuture<V> decorateTask(
      Runnable body, RunnableScheduledFuture<V> task) {
    return new TrackedTask<>(task, leaks.here(), this::remove);
  }

  @Override
  protected <V> RunnableScheduledFuture<V> decorateTask(
      Callable<V> body, RunnableScheduledFuture<V> task) {
    return new TrackedTask<>(task, leaks.here(), this::remove);
  }

  /** After {@link #shutdownNow}: has those reported that go on. */
  void watchRest() {
    for (TrackedTask<?> task : running) {
      WeakReference<TrackedTask<?>> weak = new WeakReference<>(task); // keeps no plugin alive
      leaks.ended(
          Kind.TIMER,
          "plugin '" + id + "'",
          "a background task",
          task.madeAt(),
          () -> {
            TrackedTask<?> there = weak.get();
            return there != null && there.runs();
          });
    }
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    ThreadContext.put(Invoker.PLUGIN, id);
    if (task instanceof TrackedTask<?> tracked) {
      running.add(tracked);
    }
    super.beforeExecute(thread, task);
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
    super.afterExecute(task, thrown);
    if (task instanceof TrackedTask<?> tracked) {
      running.remove(tracked);
    }
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
