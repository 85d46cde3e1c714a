package io.fairlead.core.scope;

import io.fairlead.api.connection.ScopeTask;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What comes of one task or of several. Whoever settles it, once, completes it. */
abstract class Outcome<T> implements ScopeTask<T> {

  private final ConnectionTasks tasks;
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private volatile boolean awaited;

  Outcome(ConnectionTasks tasks) {
    this.tasks = tasks;
  }

  final ConnectionTasks tasks() {
    return tasks;
  }

  /** From now on somebody deals with a failure. */
  final void awaited() {
    awaited = true;
  }

  @Override
  public final CompletionStage<T> completion() {
    CompletableFuture<T> shown = new CompletableFuture<>(); // so that nobody completes ours
    whenDone(
        (value, failure) -> {
          if (failure == null) {
            shown.complete(value);
          } else {
            shown.completeExceptionally(failure);
          }
        });
    return shown;
  }

  @Override
  public final T await() throws InterruptedException, ExecutionException {
    awaited();
    if (tasks.current() != null && !isDone()) {
      help(); // else all threads of a pool could wait for what waits for a thread
    }
    try {
      return future.get();
    } catch (CancellationException e) {
      // from JDK 23 on the reason is inside another one
      throw e.getCause() instanceof CancellationException reason ? reason : e;
    }
  }

  /** Runs what no thread has begun to run. */
  abstract void help();

  @Override
  public final boolean cancel() {
    return settle(new CancellationException("the task was cancelled"));
  }

  /** Ends it with a failure, unless it has an outcome. */
  abstract boolean settle(Exception why);

  /** Completes it, on this thread. */
  @SuppressWarnings("NullAway") // a task may return null
  final void complete(@Nullable T value, @Nullable Throwable failure) {
    if (failure == null) {
      future.complete(value);
      return;
    }
    boolean alone = !awaited;
    future.completeExceptionally(failure);
    if (alone && !(failure instanceof CancellationException)) {
      tasks.failed(failure);
    }
  }

  /** Hears of the outcome, on the thread that completes. */
  final void whenDone(BiConsumer<? super T, ? super Throwable> hears) {
    awaited();
    var unused = future.whenComplete(hears);
  }

  /** Completes it with a failure, where whoever hears of that may take long. */
  final void completeElsewhere(Exception why) {
    tasks.scopes().tell(() -> complete(null, why));
  }
}
