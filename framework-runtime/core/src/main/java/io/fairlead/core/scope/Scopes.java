package io.fairlead.core.scope;

import io.fairlead.api.connection.Connection;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.ScopeSettings;
import io.fairlead.core.config.Settings;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.leak.LeakWatch;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** What the scopes of all connections share. Safe for any thread. */
public final class Scopes implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(Scopes.class);
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final CallbackExecutor executor;
  private final ScheduledExecutorService timer;
  private final LeakWatch leaks;
  private final int maxTasks;
  private final Duration taskTimeout;

  private Scopes(
      CallbackExecutor executor,
      FairleadConfig config,
      ScheduledExecutorService timer,
      LeakWatch leaks) {
    this.executor = executor;
    this.timer = timer;
    this.leaks = leaks;
    this.maxTasks = config.get(ScopeSettings.MAX_TASKS);
    this.taskTimeout = config.get(ScopeSettings.TASK_TIMEOUT);
  }

  /**
   * Scopes whose tasks run on threads of their own, made as those of callbacks are.
   *
   * @param callbacks runs callbacks; platform threads are made where it is of another kind
   * @param timer for deadlines
   * @param leaks hears of tasks that do not end
   */
  public static Scopes beside(
      Executor callbacks, FairleadConfig config, ScheduledExecutorService timer, LeakWatch leaks) {
    int threads = config.get(Settings.SERVER_WORKERS);
    CallbackExecutor like =
        callbacks instanceof CallbackExecutor pool ? pool : CallbackExecutor.pooled(threads);
    return new Scopes(like.beside("fairlead-task-", threads), config, timer, leaks);
  }

  /**
   * The tasks of one connection.
   *
   * @param logContext what the logging context holds while they run
   * @param failures hears of what tasks throw that nobody waits for; must not block
   */
  public ConnectionTasks open(
      Connection connection, Map<String, String> logContext, Consumer<Throwable> failures) {
    return new ConnectionTasks(this, connection, logContext, failures);
  }

  int maxTasks() {
    return maxTasks;
  }

  Duration taskTimeout() {
    return taskTimeout;
  }

  LeakWatch leaks() {
    return leaks;
  }

  /**
   * Runs a task.
   *
   * @throws RejectedExecutionException if the runtime has ended
   */
  void execute(Runnable task) {
    executor.execute(task);
  }

  /** Tells of an outcome, not on a timer's or an event loop's thread; who hears may take long. */
  void tell(Runnable outcome) {
    try {
      executor.completions().execute(outcome);
    } catch (RejectedExecutionException e) {
      outcome.run(); // the runtime has ended
    }
  }

  /** Runs a short task later; null where the runtime has ended. */
  @Nullable Future<?> later(Runnable task, long nanos) {
    try {
      return timer.schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the runtime has ended; no deadline is kept any more");
      return null;
    }
  }

  /** Ends its threads; by then all connections should have ended. */
  @Override
  public void close() {
    executor.shutdown(LINGER);
  }
}
