package io.fairlead.core.inbound;

import io.fairlead.core.plugin.UnderWay;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until no message is under way that began before: a step of its own in the line of each
 * connection, behind everything that came in before. A connection that opens meanwhile begins with
 * what is there now. Safe for any thread.
 */
public final class TurnOver implements UnderWay {

  private static final long POLL_NANOS = 1_000_000;

  private final Set<Pipeline> behind = ConcurrentHashMap.newKeySet();

  TurnOver(Collection<Pipeline> live) {
    for (Pipeline each : List.copyOf(live)) {
      behind.add(each);
      try {
        each.catchUp(() -> behind.remove(each));
      } catch (RejectedExecutionException e) { // the server stops
        behind.remove(each);
      }
    }
  }

  @Override
  public int count() {
    behind.removeIf(Pipeline::over);
    return behind.size();
  }

  @Override
  public boolean await(Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (count() > 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }
}
