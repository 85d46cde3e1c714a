package io.fairlead.core.scope;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Several tasks as one. */
abstract class Gathering<T, R> extends Outcome<R> {

  private final List<Task<T>> members;
  private final AtomicBoolean settled = new AtomicBoolean();

  /**
   * Gathers tasks.
   *
   * @param members not started yet
   */
  Gathering(ConnectionTasks tasks, List<Task<T>> members) {
    super(tasks);
    this.members = members;
  }

  /** Listens to the members; before they start. */
  final Gathering<T, R> listening() {
    for (int i = 0; i < members.size(); i++) {
      int index = i;
      members.get(i).whenDone((value, failure) -> heard(index, value, failure));
    }
    return this;
  }

  /** A member has its outcome; from any thread. */
  abstract void heard(int index, T value, @Nullable Throwable failure);

  /** Decides, if nothing has yet. */
  final void decide(@Nullable R value, @Nullable Throwable failure) {
    if (settled.compareAndSet(false, true)) {
      cancelMembers();
      complete(value, failure);
    }
  }

  private void cancelMembers() {
    members.forEach(
        member -> member.settle(new CancellationException("another task decided the outcome")));
  }

  @Override
  final void help() {
    members.forEach(Task::help);
  }

  @Override
  final boolean settle(Exception why) {
    if (!settled.compareAndSet(false, true)) {
      return false;
    }
    cancelMembers();
    completeElsewhere(why);
    return true;
  }

  @Override
  public final boolean isDone() {
    return settled.get();
  }
}
