package io.fairlead.core.scope;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All results, in the order of the tasks; the first failure decides. */
final class AllOf<T> extends Gathering<T, List<T>> {

  private final List<T> results;
  private int open;

  AllOf(ConnectionTasks tasks, List<Task<T>> members) {
    super(tasks, members);
    this.open = members.size();
    this.results = new ArrayList<>(Collections.nCopies(open, null));
    if (members.isEmpty()) {
      decide(List.of(), null);
    }
  }

  @Override
  void heard(int index, T value, @Nullable Throwable failure) {
    if (failure != null) {
      decide(null, failure);
    } else if (last(index, value)) {
      decide(Collections.unmodifiableList(results), null);
    }
  }

  private synchronized boolean last(int index, T value) {
    results.set(index, value);
    return --open == 0;
  }
}
