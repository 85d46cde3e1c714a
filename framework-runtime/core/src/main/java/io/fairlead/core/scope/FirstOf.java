package io.fairlead.core.scope;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first result; fails when all have failed. */
final class FirstOf<T> extends Gathering<T, T> {

  private int open;
  private @Nullable Throwable failures;

  FirstOf(ConnectionTasks tasks, List<Task<T>> members) {
    super(tasks, members);
    this.open = members.size();
  }

  @Override
  void heard(int index, T value, @Nullable Throwable failure) {
    if (failure == null) {
      decide(value, null);
      return;
    }
    Throwable all = collected(failure);
    if (all != null) {
      decide(null, all);
    }
  }

  /** The failure of all, when all have failed. */
  private synchronized @Nullable Throwable collected(Throwable failure) {
    if (failures != null && failures != failure) {
      failure.addSuppressed(failures);
    }
    failures = failure;
    return --open == 0 ? failure : null;
  }
}
