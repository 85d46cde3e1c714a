package io.fairlead.plugins.auditlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What stands between those who add lines and the one thread that writes them. Safe for any thread;
 * only {@link #next} and {@link #pauseBeforeRetry}, which are that thread's, wait.
 */
final class AuditBuffer {

  private final long intervalNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final AuditQueue queue;
  private final Flushes flushes = new Flushes();
  private long oldestNanos;
  private boolean failing;
  private boolean closing;
  private boolean ended;
  private long lost;

  AuditBuffer(long capacity, Duration flushInterval) {
    this.queue = new AuditQueue(capacity);
    this.intervalNanos = flushInterval.toNanos();
  }

  /** Lines to write now, and the flushes that end with them. */
  record Batch(ByteBuffer lines, List<CompletableFuture<Void>> due) {}

  /** Whom to tell, outside the lock, that waiting is over. */
  record Released(List<CompletableFuture<Void>> flushes, List<Runnable> resumed) {}

  /**
   * Adds a line.
   *
   * @return whether its sender may go on now; else {@code then} is handed out later
   */
  boolean add(byte[] line, @Nullable Runnable then) {
    lock.lock();
    try {
      if (ended || (failing && !queue.hasRoom(line.length))) {
        lost++;
        return true;
      }
      boolean room = queue.hasRoom(line.length);
      if (room && queue.isEmpty()) {
        oldestNanos = System.nanoTime();
        work.signal();
      }
      if (room) {
        queue.admit(line);
      } else {
        queue.park(line, then);
      }
      if (queue.isPressing()) {
        work.signal();
      }
      return room;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a line that nobody waits for.
   *
   * @return false if it is lost because too much waits already, though nothing has failed
   */
  boolean note(byte[] line) {
    lock.lock();
    try {
      boolean working = !ended && !failing;
      if (working && !queue.hasRoom(line.length) && !queue.hasRoomToWait(line.length)) {
        lost++;
        return false;
      }
      var unused = add(line, null);
      return true;
    } finally {
      lock.unlock();
    }
  }

  CompletableFuture<Void> flush() {
    lock.lock();
    try {
      if (ended) {
        return CompletableFuture.failedFuture(closed());
      }
      work.signal();
      return flushes.add(queue.appended());
    } finally {
      lock.unlock();
    }
  }

  /** Lets the writing thread finish what is here and end. */
  void close() {
    lock.lock();
    try {
      closing = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something to write or to flush; null at the end. */
  @Nullable Batch next() {
    lock.lock();
    try {
      while (!closing && flushes.isEmpty() && !isDue()) {
        pause(queue.isEmpty() ? Long.MAX_VALUE : untilDue());
      }
      ended = closing && queue.isEmpty() && flushes.isEmpty();
      if (ended) {
        return null;
      }
      ByteBuffer lines = queue.take();
      return new Batch(lines, flushes.takeDue(queue.finished() + queue.inFlight()));
    } finally {
      lock.unlock();
    }
  }

  private boolean isDue() {
    return !queue.isEmpty() && (queue.isPressing() || untilDue() <= 0);
  }

  private long untilDue() {
    return oldestNanos + intervalNanos - System.nanoTime();
  }

  /** Ends a batch; returns what to run for lines that have room now. */
  List<Runnable> finish(Batch batch, boolean written) {
    lock.lock();
    try {
      failing = failing && !written;
      lost += written ? 0 : queue.inFlight();
      if (queue.isEmpty()) {
        oldestNanos = System.nanoTime();
      }
      return queue.finish(batch.lines());
    } finally {
      lock.unlock();
    }
  }

  /** From now until a batch is finished, lines without room are lost rather than waited for. */
  Released fail() {
    lock.lock();
    try {
      failing = true;
      return release();
    } finally {
      lock.unlock();
    }
  }

  /** Ends it, also where a defect has ended the writing thread too early. */
  Released end() {
    lock.lock();
    try {
      ended = true;
      return release();
    } finally {
      lock.unlock();
    }
  }

  private Released release() {
    lost += queue.waiting();
    return new Released(flushes.takeAll(), queue.dropWaiting());
  }

  /**
   * Waits that long, or until a flush or the end is asked for.
   *
   * @return whether there is another try, which there is not at the end
   */
  boolean pauseBeforeRetry(Duration longest) {
    lock.lock();
    try {
      long until = System.nanoTime() + longest.toNanos();
      while (!closing && flushes.isEmpty() && until - System.nanoTime() > 0) {
        pause(until - System.nanoTime());
      }
      return !closing;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody but the plugin knows this thread, so an interrupt means nothing here. */
  private void pause(long nanos) {
    try {
      var unused = work.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // goes on waiting: the interrupt is cleared now, and an open file channel needs that
    }
  }

  /** Lines that were given up. */
  long lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /** Lines that wait for room. */
  int waiting() {
    lock.lock();
    try {
      return queue.waiting();
    } finally {
      lock.unlock();
    }
  }

  static IOException closed() {
    return new IOException("the audit log is closed");
  }
}
