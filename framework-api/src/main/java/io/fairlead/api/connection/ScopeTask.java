package io.fairlead.api.connection;

import io.fairlead.api.FrameworkOwned;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** A task of a {@link Scope}, or several as one. Has one outcome, once. Safe for any thread. */
@FrameworkOwned
public interface ScopeTask<T> {

  /**
   * The outcome: what the task returned or threw, a {@link
   * java.util.concurrent.CancellationException} where it was cancelled or its connection ended, a
   * {@link java.util.concurrent.TimeoutException} where it overran its deadline. Whoever asks is
   * expected to deal with a failure. What depends on it runs on threads of tasks.
   */
  CompletionStage<T> completion();

  /**
   * Waits for the outcome. Not for event loops. A task that waits for another one of its connection
   * runs it itself where no thread has begun to.
   *
   * @throws ExecutionException with what the task threw, or a {@link
   *     java.util.concurrent.TimeoutException}
   * @throws java.util.concurrent.CancellationException if it was cancelled or its connection ended
   */
  T await() throws InterruptedException, ExecutionException;

  /**
   * Gives it up, and interrupts it where it runs.
   *
   * @return false where it has an outcome already
   */
  boolean cancel();

  /** Whether it has an outcome. A cancelled task that ignores its interrupt may run on. */
  boolean isDone();
}
