package io.fairlead.core.plugin;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;

/** Calls a plugin on a thread of its own, for a limited time. */
final class Bounded {

  private Bounded() {}

  /** What is called. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  /**
   * Calls, and waits for the end of it. A call that is late is interrupted and left to itself.
   *
   * @param what names the thread
   * @param loader its context class loader
   * @throws TimeoutException if it took too long
   * @throws InterruptedException if the caller was interrupted meanwhile
   * @throws ExecutionException with what the call threw
   */
  static void run(String id, String what, @Nullable ClassLoader loader, Duration longest, Call call)
      throws TimeoutException, InterruptedException, ExecutionException {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              ThreadContext.put(Invoker.PLUGIN, id);
              call.run();
              return null;
            });
    Thread thread = new Thread(null, task, "plugin-" + id + "-" + what, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
    try {
      task.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      task.cancel(true); // has no effect on one that is done
    }
  }
}
