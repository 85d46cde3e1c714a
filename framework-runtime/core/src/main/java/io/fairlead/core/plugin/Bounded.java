package io.fairlead.core.plugin;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.PluginSettings;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;

/** Calls a plugin on a thread of its own, for a limited time. */
final class Bounded {

  private Bounded() {}

  /**
   * Calls, and waits for the end of it. A call that is late is interrupted and left to itself.
   *
   * @param what names the thread
   * @param loader its context class loader
   * @throws TimeoutException if it took too long
   * @throws InterruptedException if the caller was interrupted meanwhile
   * @throws ExecutionException with what the call threw
   */
  static <T> T call(
      String id, String what, @Nullable ClassLoader loader, Duration longest, Callable<T> call)
      throws TimeoutException, InterruptedException, ExecutionException {
    return run(id, what, loader, longest, task(id, call));
  }

  private static <T> FutureTask<T> task(String id, Callable<T> call) {
    return new FutureTask<>(
        () -> {
          ThreadContext.put(Invoker.PLUGIN, id);
          return call.call();
        });
  }

  private static <T> T run(
      String id, String what, @Nullable ClassLoader loader, Duration longest, FutureTask<T> task)
      throws TimeoutException, InterruptedException, ExecutionException {
    Thread thread = new Thread(null, task, "plugin-" + id + "-" + what, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
    try {
      return task.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      task.cancel(true); // has no effect on one that is done
    }
  }

  /**
   * Calls something that belongs to a plugin's start, within the start deadline.
   *
   * @param starts may end it before that
   * @throws Exception what the call threw; a {@link PluginException} for an error, or if it took
   *     too long, or the server stops
   */
  static <T> T start(
      String id,
      @Nullable ClassLoader loader,
      FairleadConfig config,
      Starts starts,
      Callable<T> call)
      throws Exception {
    Duration longest = config.get(PluginSettings.PLUGIN_START_TIMEOUT);
    FutureTask<T> task = task(id, call);
    starts.begin(task);
    try {
      return run(id, "start", loader, longest, task);
    } catch (CancellationException e) {
      throw new PluginException("its start was given up, for the server stops", e);
    } catch (TimeoutException e) {
      throw new PluginException(
          "its start took longer than "
              + longest.toMillis()
              + " ms; make it quicker, or raise "
              + PluginSettings.PLUGIN_START_TIMEOUT.key(),
          e);
    } catch (ExecutionException e) {
      throw Faults.asException(e.getCause());
    } finally {
      starts.end(task);
    }
  }
}
