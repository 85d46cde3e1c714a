package io.fairlead.plugins.auditlog;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The lines that wait to be written, in order: first those that have room, then those that wait for
 * it. A line counts until it is written, so the bound holds for the batch in flight too. Not safe
 * for threads: {@link AuditWriter} is its lock.
 */
final class AuditQueue {

  private final long capacity;
  private final Deque<Line> admitted = new ArrayDeque<>();
  private final Queue<Line> waiting = new ArrayDeque<>();
  private long bytes;
  private long noteBytes;
  private long appended;
  private long finished;
  private int inFlight;

  AuditQueue(long capacity) {
    this.capacity = capacity;
  }

  private record Line(byte[] text, @Nullable Runnable then) {}

  boolean hasRoom(int size) {
    return waiting.isEmpty() && fits(size);
  }

  /** A line longer than the whole queue fits into an empty one: else it never would. */
  private boolean fits(int size) {
    return bytes == 0 || bytes + size <= capacity;
  }

  /** Adds a line that {@link #hasRoom has room}. */
  void admit(byte[] text) {
    appended++;
    admit(new Line(text, null));
  }

  private void admit(Line line) {
    admitted.add(line);
    bytes += line.text().length;
  }

  /** Whether one more line that nobody waits for may wait: as much again as the queue holds. */
  boolean hasRoomToWait(int size) {
    return noteBytes + size <= capacity;
  }

  /**
   * Adds a line that must wait; {@code then} is handed out when it has room. A line with one is
   * bounded by its sender, who waits; one without counts for {@link #hasRoomToWait}.
   */
  void park(byte[] text, @Nullable Runnable then) {
    appended++;
    noteBytes += then == null ? text.length : 0;
    waiting.add(new Line(text, then));
  }

  /** Takes what is to be written now, all at once; {@link #finish} gives its room back. */
  ByteBuffer take() {
    int size = 0;
    for (Line line : admitted) {
      size += line.text().length;
    }
    ByteBuffer batch = ByteBuffer.allocate(size);
    for (Line line : admitted) {
      batch.put(line.text());
    }
    inFlight = admitted.size();
    admitted.clear();
    return batch.flip();
  }

  /** Ends the batch that was taken, and lets waiting lines in; returns what to run for them. */
  List<Runnable> finish(ByteBuffer batch) {
    finished += inFlight;
    inFlight = 0;
    bytes -= batch.capacity();
    List<Runnable> released = new ArrayList<>();
    for (Line next = waiting.peek();
        next != null && fits(next.text().length);
        next = waiting.peek()) {
      admit(waiting.remove());
      if (next.then() == null) {
        noteBytes -= next.text().length;
      } else {
        released.add(next.then());
      }
    }
    return released;
  }

  /** Gives up all lines that wait for room; returns what to run for them. */
  List<Runnable> dropWaiting() {
    List<Runnable> released = new ArrayList<>();
    for (Line line : waiting) {
      finished++;
      if (line.then() != null) {
        released.add(line.then());
      }
    }
    waiting.clear();
    noteBytes = 0;
    return released;
  }

  boolean isEmpty() {
    return admitted.isEmpty();
  }

  /** Whether it pays, or is urgent, to write now. */
  boolean isPressing() {
    return bytes >= capacity / 2 || !waiting.isEmpty();
  }

  int waiting() {
    return waiting.size();
  }

  int inFlight() {
    return inFlight;
  }

  /** Lines that were ever added. */
  long appended() {
    return appended;
  }

  /** Lines that are written, or given up. */
  long finished() {
    return finished;
  }
}
