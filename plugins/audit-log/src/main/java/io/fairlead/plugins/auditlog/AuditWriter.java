package io.fairlead.plugins.auditlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings lines to a sink, in order, from one thread of its own. Safe for any thread; only {@link
 * #close} blocks.
 *
 * <p>Nothing is lost while the sink works: whoever adds a line that has no room is called back when
 * it has. While the sink fails, the lines that have room are kept and tried again every second; the
 * others are counted as lost, so that a broken disk holds up nobody.
 */
final class AuditWriter {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final LineSink sink;
  private final AuditSettings settings;
  private final FailureLog log;
  private final Executor resumer;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final AuditQueue queue;
  private final Flushes flushes = new Flushes();
  private long oldestNanos;
  private boolean failing;
  private boolean closing;
  private boolean ended;
  private long failures;
  private long lost;

  /** Lines to write now, and the flushes that end with them. */
  private record Batch(ByteBuffer lines, List<CompletableFuture<Void>> due) {}

  /**
   * Starts the thread.
   *
   * @param resumer runs what waited for room, so that it never holds up the writing
   */
  AuditWriter(LineSink sink, AuditSettings settings, FailureLog log, Executor resumer) {
    this.sink = sink;
    this.settings = settings;
    this.log = log;
    this.resumer = resumer;
    this.queue = new AuditQueue(settings.queueBytes());
    this.thread = new Thread(null, this::run, "fairlead-audit-log", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(AuditWriter.class.getClassLoader());
    thread.start();
  }

  /**
   * Adds a line.
   *
   * @param then runs once: here where there is room, else later on the resumer
   */
  void append(byte[] line, Runnable then) {
    if (admit(line, then)) {
      then.run();
    }
  }

  private boolean admit(byte[] line, Runnable then) {
    lock.lock();
    try {
      if (!ended && queue.hasRoom(line.length)) {
        noteOldest();
        queue.admit(line);
      } else if (ended || failing) {
        lost++;
      } else {
        queue.park(line, then);
        work.signal();
        return false;
      }
      if (queue.isPressing()) {
        work.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void noteOldest() {
    if (queue.isEmpty()) {
      oldestNanos = System.nanoTime();
      work.signal();
    }
  }

  /** Completes when all that was added before is on the disk; exceptionally if it cannot be. */
  CompletableFuture<Void> flush() {
    lock.lock();
    try {
      if (ended) {
        return CompletableFuture.failedFuture(new IOException("the audit log is closed"));
      }
      work.signal();
      return flushes.add(queue.appended());
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is left, closes the sink, and waits for that. */
  void close(Duration longest) throws IOException, InterruptedException {
    lock.lock();
    try {
      closing = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    thread.join(longest.toMillis());
    if (thread.isAlive()) {
      throw new IOException(
          "the last lines are not written after " + longest.toSeconds() + " s; they may be lost");
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

  private void run() {
    try (sink) {
      for (Batch batch = next(); batch != null; batch = next()) {
        write(batch);
      }
      sink.force();
    } catch (IOException e) {
      noteFailure(e);
    } finally {
      end();
    }
  }

  /** Frees whoever still waits, also where a defect has ended this thread too early. */
  private void end() {
    IOException closed = new IOException("the audit log is closed");
    List<CompletableFuture<Void>> unflushed;
    List<Runnable> released;
    lock.lock();
    try {
      ended = true;
      lost += queue.waiting();
      released = queue.dropWaiting();
      unflushed = flushes.takeAll();
    } finally {
      lock.unlock();
    }
    Flushes.settle(unflushed, closed);
    resume(released);
    log.ended(lost());
  }

  /** Waits for something to do; null at the end. */
  private @Nullable Batch next() {
    lock.lock();
    try {
      while (!closing && flushes.isEmpty() && !isDue()) {
        pause(queue.isEmpty() ? Long.MAX_VALUE : untilDue());
      }
      ended = closing && queue.isEmpty() && flushes.isEmpty();
      return ended ? null : takeBatch();
    } finally {
      lock.unlock();
    }
  }

  private boolean isDue() {
    return !queue.isEmpty() && (queue.isPressing() || untilDue() <= 0);
  }

  private long untilDue() {
    return oldestNanos + settings.flushInterval().toNanos() - System.nanoTime();
  }

  private Batch takeBatch() {
    ByteBuffer lines = queue.take();
    return new Batch(lines, flushes.takeDue(queue.finished() + queue.inFlight()));
  }

  private void write(Batch batch) {
    IOException failure = writeLines(batch.lines());
    boolean first = failure == null;
    while (failure != null && retries(batch, failure)) {
      failure = writeLines(batch.lines());
    }
    if (failure == null) {
      Flushes.settle(batch.due(), force(batch));
    }
    resume(finish(batch, failure == null));
    if (failure == null && !first) {
      log.recovered(lost());
    }
  }

  private @Nullable IOException writeLines(ByteBuffer lines) {
    try {
      sink.write(lines.rewind());
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private @Nullable IOException force(Batch batch) {
    if (!settings.fsync() && batch.due().isEmpty()) {
      return null;
    }
    try {
      sink.force();
      return null;
    } catch (IOException e) {
      noteFailure(e);
      return e;
    }
  }

  /** Whether to try again, after a pause; at the end there is no second try. */
  private boolean retries(Batch batch, IOException failure) {
    noteFailure(failure);
    Flushes.settle(batch.due(), failure);
    List<CompletableFuture<Void>> failed;
    List<Runnable> released;
    lock.lock();
    try {
      failing = true;
      lost += queue.waiting();
      released = queue.dropWaiting();
      failed = flushes.takeAll();
    } finally {
      lock.unlock();
    }
    Flushes.settle(failed, failure);
    resume(released);
    return pauseBeforeRetry();
  }

  private boolean pauseBeforeRetry() {
    long until = System.nanoTime() + RETRY.toNanos();
    lock.lock();
    try {
      while (!closing && flushes.isEmpty() && until - System.nanoTime() > 0) {
        pause(until - System.nanoTime());
      }
      return !closing;
    } finally {
      lock.unlock();
    }
  }

  private void noteFailure(IOException failure) {
    long lostSoFar;
    lock.lock();
    try {
      failures++;
      lostSoFar = lost;
    } finally {
      lock.unlock();
    }
    log.failed(failure, failures, lostSoFar);
  }

  private List<Runnable> finish(Batch batch, boolean written) {
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

  /** Nobody but the plugin knows this thread, so an interrupt means nothing here. */
  private void pause(long nanos) {
    try {
      var unused = work.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // goes on waiting: the interrupt has been cleared, and writing needs it cleared
    }
  }

  private void resume(List<Runnable> released) {
    for (Runnable each : released) {
      try {
        resumer.execute(each);
      } catch (RejectedExecutionException e) {
        each.run(); // at the very end, when the plugin's threads have stopped
      }
    }
  }
}
