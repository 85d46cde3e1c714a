package io.fairlead.plugins.auditlog;

import io.fairlead.plugins.auditlog.AuditBuffer.Batch;
import io.fairlead.plugins.auditlog.AuditBuffer.Released;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Brings lines to a sink, in order, from one thread of its own. Safe for any thread; only {@link
 * #close} blocks.
 *
 * <p>Whoever adds a line that has no room is called back when it has; a line that nobody waits for
 * waits by itself, up to as many bytes again as the queue has. So nothing is lost while the sink
 * works, and a sink that hangs costs bounded memory. While the sink fails, the lines that have room
 * are kept and tried again every second; the others are counted as lost, so that a broken disk
 * holds up nobody.
 */
final class AuditWriter {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final LineSink sink;
  private final boolean fsync;
  private final FailureLog log;
  private final Executor resumer;
  private final AuditBuffer buffer;
  private final Thread thread;

  /**
   * Starts the thread.
   *
   * @param resumer runs what waited for room, so that it never holds up the writing
   */
  AuditWriter(LineSink sink, AuditSettings settings, FailureLog log, Executor resumer) {
    this.sink = sink;
    this.fsync = settings.fsync();
    this.log = log;
    this.resumer = resumer;
    this.buffer = new AuditBuffer(settings.queueBytes(), settings.flushInterval());
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
    if (buffer.add(line, then)) {
      then.run();
    }
  }

  /** Adds a line that holds nobody up; it is lost where too much waits already. */
  void append(byte[] line) {
    if (!buffer.note(line)) {
      log.overflowed(buffer.lost());
    }
  }

  /** Completes when all that was added before is on the disk; exceptionally if it cannot be. */
  CompletableFuture<Void> flush() {
    return buffer.flush();
  }

  /** Writes what is left, closes the sink, and waits for that. */
  void close(Duration longest) throws IOException, InterruptedException {
    buffer.close();
    thread.join(longest.toMillis());
    if (thread.isAlive()) {
      throw new IOException(
          "the last lines are not written after " + longest.toSeconds() + " s; they may be lost");
    }
  }

  /** Lines that were given up. */
  long lost() {
    return buffer.lost();
  }

  /** Lines that wait for room. */
  int waiting() {
    return buffer.waiting();
  }

  private void run() {
    try (sink) {
      for (Batch batch = buffer.next(); batch != null; batch = buffer.next()) {
        write(batch);
      }
      sink.force();
    } catch (IOException e) {
      log.failed(e, buffer.lost());
    } finally {
      release(buffer.end(), AuditBuffer.closed());
      log.ended(buffer.lost());
    }
  }

  private void write(Batch batch) {
    IOException failure = writeLines(batch.lines());
    boolean failedBefore = failure != null;
    while (failure != null && retries(batch, failure)) {
      failure = writeLines(batch.lines());
    }
    if (failure == null) {
      Flushes.settle(batch.due(), force(batch));
    }
    resume(buffer.finish(batch, failure == null));
    if (failedBefore && failure == null) {
      log.recovered(buffer.lost());
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

  /** A failure here is not tried again: after it, nobody knows what the disk holds. */
  private @Nullable IOException force(Batch batch) {
    if (!fsync && batch.due().isEmpty()) {
      return null;
    }
    try {
      sink.force();
      return null;
    } catch (IOException e) {
      log.failed(e, buffer.lost());
      return e;
    }
  }

  private boolean retries(Batch batch, IOException failure) {
    Flushes.settle(batch.due(), failure);
    release(buffer.fail(), failure);
    log.failed(failure, buffer.lost());
    return buffer.pauseBeforeRetry(RETRY);
  }

  private void release(Released released, IOException failure) {
    Flushes.settle(released.flushes(), failure);
    resume(released.resumed());
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
