package io.fairlead.core.outbound;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Those who wait for room in a queue. */
final class Room {

  /** Where the memory of all is short, nobody tells when there is some again. */
  private static final long MEMORY_RETRY_NANOS = 20_000_000;

  private final ReentrantLock lock;
  private final Condition changed;
  private List<CompletableFuture<Void>> waiters = List.of();

  Room(ReentrantLock lock) {
    this.lock = lock;
    this.changed = lock.newCondition();
  }

  /** With the lock held: wakes the threads, and takes out those who are to be told afterwards. */
  List<CompletableFuture<Void>> wake() {
    changed.signalAll();
    if (waiters.isEmpty()) {
      return waiters;
    }
    List<CompletableFuture<Void>> taken = waiters;
    waiters = List.of();
    return taken;
  }

  static void tell(List<CompletableFuture<Void>> waited) {
    if (!waited.isEmpty()) {
      Telling.run(() -> waited.forEach(wait -> wait.complete(null)));
    }
  }

  /** Completes when there may be room, at once where there is. */
  CompletableFuture<Void> next(BooleanSupplier none) {
    CompletableFuture<Void> wait = new CompletableFuture<>();
    lock.lock();
    try {
      if (none.getAsBoolean()) {
        if (waiters.isEmpty()) {
          waiters = new ArrayList<>(1);
        }
        waiters.add(wait);
        return wait;
      }
    } finally {
      lock.unlock();
    }
    wait.complete(null);
    return wait;
  }

  /**
   * Waits until there may be room.
   *
   * @param memoryShort whether it is the memory of all that is used up
   * @return false if there was none in time
   */
  boolean await(BooleanSupplier none, boolean memoryShort, long nanos)
      throws InterruptedIOException {
    long left = nanos;
    lock.lock();
    try {
      if (memoryShort && left > 0) {
        left -= MEMORY_RETRY_NANOS - Math.max(0, changed.awaitNanos(MEMORY_RETRY_NANOS));
      }
      while (none.getAsBoolean() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return left > 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for room to send");
    } finally {
      lock.unlock();
    }
  }
}
