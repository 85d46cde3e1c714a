package io.fairlead.core.scope;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.Scope;
import io.fairlead.api.connection.ScopeTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The scope of a connection, or of one of its tasks. */
final class DefaultScope implements Scope {

  /** No timer counts further. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final ConnectionTasks tasks;
  private final @Nullable Task<?> task;

  DefaultScope(ConnectionTasks tasks, @Nullable Task<?> task) {
    this.tasks = tasks;
    this.task = task;
  }

  @Override
  public Connection connection() {
    return tasks.connection();
  }

  @Override
  public Optional<Duration> remaining() {
    return task == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, task.remaining())));
  }

  @Override
  public boolean isCancelled() {
    return (task != null && task.isCancelled()) || tasks.isEnded();
  }

  @Override
  public int tasks() {
    return tasks.size();
  }

  @Override
  public <T> ScopeTask<T> submit(Callable<? extends T> body) {
    return submit(body, tasks.scopes().taskTimeout());
  }

  @Override
  public <T> ScopeTask<T> submit(Callable<? extends T> body, Duration deadline) {
    return schedule(body, Duration.ZERO, deadline);
  }

  @Override
  public <T> ScopeTask<T> schedule(Callable<? extends T> body, Duration delay, Duration deadline) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a delay must not be negative, and was " + delay);
    }
    Task<T> made = task(body, delay, deadline);
    begin(List.of(made));
    return made;
  }

  @Override
  public <T> ScopeTask<List<T>> all(
      List<? extends Callable<? extends T>> bodies, Duration deadline) {
    check(deadline);
    List<Task<T>> members = members(bodies, deadline);
    return begin(members, new AllOf<>(tasks, members).listening());
  }

  @Override
  public <T> ScopeTask<T> any(List<? extends Callable<? extends T>> bodies, Duration deadline) {
    if (bodies.isEmpty()) {
      throw new IllegalArgumentException("any needs at least one task");
    }
    List<Task<T>> members = members(bodies, deadline);
    return begin(members, new FirstOf<>(tasks, members).listening());
  }

  private <T> List<Task<T>> members(
      List<? extends Callable<? extends T>> bodies, Duration deadline) {
    return bodies.stream().map(body -> this.<T>task(body, Duration.ZERO, deadline)).toList();
  }

  private <T> Task<T> task(Callable<? extends T> body, Duration delay, Duration deadline) {
    check(deadline);
    return new Task<>(tasks, task, requireNonNull(body, "task"), shorter(delay), shorter(deadline));
  }

  private static void check(Duration deadline) {
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("a deadline must be positive, and was " + deadline);
    }
  }

  private static Duration shorter(Duration duration) {
    return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
  }

  private <R> ScopeTask<R> begin(List<? extends Task<?>> made, ScopeTask<R> together) {
    begin(made);
    return together;
  }

  private void begin(List<? extends Task<?>> made) {
    tasks.take(made);
    made.forEach(Task::start);
  }
}
