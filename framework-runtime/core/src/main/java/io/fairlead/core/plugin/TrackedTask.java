package io.fairlead.core.plugin;

import io.fairlead.core.leak.MadeAt;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A background task that knows where it was submitted, and whether it runs. */
final class TrackedTask<V> implements RunnableScheduledFuture<V> {

  private final RunnableScheduledFuture<V> task;
  private final MadeAt madeAt;
  private final Consumer<TrackedTask<V>> remove;
  private volatile boolean runs;

  /**
   * Wraps a task.
   *
   * @param remove takes it out of the queue when it is cancelled
   */
  TrackedTask(RunnableScheduledFuture<V> task, MadeAt madeAt, Consumer<TrackedTask<V>> remove) {
    this.task = task;
    this.madeAt = madeAt;
    this.remove = remove;
  }

  MadeAt madeAt() {
    return madeAt;
  }

  boolean runs() {
    return runs;
  }

  @Override
  public void run() {
    runs = true;
    try {
      task.run();
    } finally {
      runs = false;
    }
  }

  @Override
  public boolean isPeriodic() {
    return task.isPeriodic();
  }

  @Override
  public boolean cancel(boolean interrupt) {
    boolean cancelled = task.cancel(interrupt);
    if (cancelled) {
      remove.accept(this);
    }
    return cancelled;
  }

  @Override
  public boolean isCancelled() {
    return task.isCancelled();
  }

  @Override
  public boolean isDone() {
    return task.isDone();
  }

  @Override
  public V get() throws InterruptedException, ExecutionException {
    return task.get();
  }

  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return task.get(timeout, unit);
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return task.getDelay(unit);
  }

  @Override
  public int compareTo(Delayed other) {
    return task.compareTo(other instanceof TrackedTask<?> tracked ? tracked.task : other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
