package io.fairlead.core.scope;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.Scope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tasks of one connection, which end with it. Safe for any thread. */
public final class ConnectionTasks {

  private final Scopes scopes;
  private final Connection connection;
  private final Map<String, String> logContext;
  private final Consumer<Throwable> failures;
  private final DefaultScope root = new DefaultScope(this, null);
  private final Set<Task<?>> live = new LinkedHashSet<>(4); // equal by identity
  private boolean ended;

  ConnectionTasks(
      Scopes scopes,
      Connection connection,
      Map<String, String> logContext,
      Consumer<Throwable> failures) {
    this.scopes = scopes;
    this.connection = connection;
    this.logContext = logContext;
    this.failures = failures;
  }

  /** The connection's own scope. */
  public Scope root() {
    return root;
  }

  Scopes scopes() {
    return scopes;
  }

  Connection connection() {
    return connection;
  }

  Map<String, String> logContext() {
    return logContext;
  }

  /**
   * Takes tasks in, all or none; the caller starts them then.
   *
   * @throws RejectedExecutionException if there is no room
   */
  void take(List<? extends Task<?>> tasks) {
    synchronized (this) {
      if (!ended) {
        if (live.size() + tasks.size() > scopes.maxTasks()) {
          throw new RejectedExecutionException(
              connection
                  + " has "
                  + live.size()
                  + " tasks, and no room for "
                  + tasks.size()
                  + " more: wait for some, or set fairlead.scope.max-tasks higher than "
                  + scopes.maxTasks());
        }
        live.addAll(tasks);
        return;
      }
    }
    tasks.forEach(task -> task.settle(over()));
  }

  synchronized void forget(Task<?> task) {
    live.remove(task);
  }

  synchronized int size() {
    return live.size();
  }

  synchronized boolean isEnded() {
    return ended;
  }

  /** Cancels what a task has submitted to its scope. */
  void cancelChildren(Task<?> parent) {
    for (Task<?> each : all()) {
      if (each.parent() == parent) {
        each.settle(new CancellationException("the task that submitted this one was cancelled"));
      }
    }
  }

  /** The connection has ended: cancels and interrupts all; later ones never run. */
  public void end() {
    synchronized (this) {
      ended = true;
    }
    all().forEach(task -> task.settle(over()));
  }

  /** A plugin has stopped: cancels and interrupts what its code runs here. */
  public void endOf(ClassLoader plugin) {
    for (Task<?> each : all()) {
      if (each.isOf(plugin)) {
        each.settle(new CancellationException("the plugin that this task is of has stopped"));
      }
    }
  }

  private CancellationException over() {
    return new CancellationException(connection + " has ended");
  }

  private synchronized List<Task<?>> all() {
    return new ArrayList<>(live);
  }

  /** A task failed, and nobody waits for it. */
  void failed(Throwable failure) {
    failures.accept(failure);
  }

  /** The task of this connection that this thread runs; null where it runs none. */
  @Nullable Task<?> current() {
    Task<?> task = Task.onThisThread();
    return task != null && task.belongsTo(this) ? task : null;
  }
}
