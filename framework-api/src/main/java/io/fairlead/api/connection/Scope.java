package io.fairlead.api.connection;

import io.fairlead.api.FrameworkOwned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Runs tasks that belong to a connection and end with it: when the connection has ended, those that
 * wait are given up and those that run are interrupted. Every task has a deadline, at which the
 * same happens to it alone. Safe for any thread; no method blocks.
 *
 * <p>Tasks run on threads of their own (virtual where the JVM has them), never on an event loop,
 * side by side with each other and with the connection's callbacks. They have the context class
 * loader of whoever submits them. What one throws is the outcome of its {@link ScopeTask}; where
 * nobody has asked for that, it goes the way of the connection's failures, with {@code
 * ErrorContext.Source.TASK}.
 *
 * <p>There is one scope for the connection, and one for each task, which {@link #current()} finds
 * while it runs. What a task submits to its own scope has a deadline no later than the task's, and
 * is cancelled when the task is; it may go on when the task has returned.
 */
@FrameworkOwned
public interface Scope {

  /**
   * The scope of what this thread does now: that of the task, or, in callbacks of endpoints,
   * handlers and listeners, that of the connection.
   *
   * @throws IllegalStateException on a thread that does nothing for a connection
   */
  static Scope current() {
    return CurrentScope.get();
  }

  /** The connection that it belongs to. */
  Connection connection();

  /**
   * The time left until the task's deadline, zero when that has passed; empty for the scope of a
   * connection, which has none.
   */
  Optional<Duration> remaining();

  /** Whether the task was cancelled, or the connection has ended. */
  boolean isCancelled();

  /** How many tasks of the connection wait or run; those that ignore their interrupt count, too. */
  int tasks();

  /**
   * Runs a task, with {@code fairlead.scope.task-timeout} as its deadline.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the connection has {@code
   *     fairlead.scope.max-tasks} tasks already
   */
  <T> ScopeTask<T> submit(Callable<? extends T> task);

  /**
   * Runs a task. Where the scope has ended it never runs, and its handle is cancelled already.
   *
   * @param deadline positive, from now
   * @throws java.util.concurrent.RejectedExecutionException if the connection has {@code
   *     fairlead.scope.max-tasks} tasks already
   */
  <T> ScopeTask<T> submit(Callable<? extends T> task, Duration deadline);

  /**
   * Runs a task later; it counts from now on.
   *
   * @param delay not negative
   * @param deadline positive, from when the delay has passed
   * @throws java.util.concurrent.RejectedExecutionException if the connection has {@code
   *     fairlead.scope.max-tasks} tasks already
   */
  <T> ScopeTask<T> schedule(Callable<? extends T> task, Duration delay, Duration deadline);

  /**
   * Runs tasks side by side and gathers their results, in the order of the tasks. The first that
   * fails decides: the others are cancelled.
   *
   * @param deadline of all, positive, from now
   * @throws java.util.concurrent.RejectedExecutionException if the connection has no room for all
   *     of them; then none runs
   */
  <T> ScopeTask<List<T>> all(List<? extends Callable<? extends T>> tasks, Duration deadline);

  /**
   * Runs tasks side by side and takes the first result; the others are cancelled. Fails when all
   * have failed, with the last failure, which has the others as suppressed ones.
   *
   * @param tasks not empty
   * @param deadline of all, positive, from now
   * @throws java.util.concurrent.RejectedExecutionException if the connection has no room for all
   *     of them; then none runs
   */
  <T> ScopeTask<T> any(List<? extends Callable<? extends T>> tasks, Duration deadline);
}
