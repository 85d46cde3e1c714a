package io.fairlead.core.event;

import java.util.HashSet;
import java.util.Set;

/**
 * The calls of one listener that are under way. Guarded by its mailbox, so that an interrupt never
 * meets the thread's next call.
 */
final class Calls {

  private final Set<Call> running = new HashSet<>(2);

  /** One call, on one thread; equal to itself only. */
  static final class Call {
    private final Thread thread = Thread.currentThread();
    private final long started = System.nanoTime();
    private final long longest;
    private boolean interrupted;

    private Call(long longest) {
      this.longest = longest;
    }
  }

  /** The calling thread begins one. */
  Call begin(long longestNanos) {
    Call call = new Call(longestNanos);
    running.add(call);
    return call;
  }

  /**
   * The calling thread has ended one. Of an interrupt nothing is left for the next call, whoever it
   * came from.
   *
   * @param last whether no call follows; then one that is not ours is left to the thread's owner
   * @return whether the call was late
   */
  boolean end(Call call, boolean last) {
    running.remove(call);
    if (call.interrupted || !last) {
      Thread.interrupted();
    }
    return call.interrupted;
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  /** Interrupts each call that is late, once; how many those were. */
  int interruptOverdue(long now) {
    int late = 0;
    for (Call call : running) {
      if (!call.interrupted && now - call.started > call.longest) {
        call.interrupted = true;
        call.thread.interrupt();
        late++;
      }
    }
    return late;
  }
}
