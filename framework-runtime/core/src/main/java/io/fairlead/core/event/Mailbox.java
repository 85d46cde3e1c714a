package io.fairlead.core.event;

import io.fairlead.api.event.ConnectionEvent;
import io.fairlead.api.event.Event;
import io.fairlead.api.event.TopicEvent;
import io.fairlead.core.event.Calls.Call;
import io.fairlead.core.memory.MemoryBudget;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one listener. Events form lines: where order is wanted, one for each connection,
 * topic, or for all others; else each event is a line of its own. A line has at most one call at a
 * time, and is gone when it is empty; only lines that can go on are given a thread.
 */
final class Mailbox {

  /** So many calls in a row, or so long, then others get the thread. */
  private static final int TURN = 64;

  private static final long TURN_NANOS = 10_000_000;

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private static final Object NO_KEY = new Object();

  private final Workshop workshop;
  private final Hearing hearing;
  private final boolean ordered;
  private final int maxPending;
  private final long deadlineNanos;
  private final MemoryBudget.Account memory;
  private final Calls calls = new Calls();
  private final Map<Object, Line> lines = new HashMap<>();
  private final ArrayDeque<Line> ready = new ArrayDeque<>();
  private int pending;
  private long bytes;
  private int workers;
  private boolean closed;

  /** Events in order; those without a key are the only one of theirs. */
  private record Line(@Nullable Object key, ArrayDeque<Event> events) {}

  Mailbox(Workshop workshop, Hearing hearing) {
    this.workshop = workshop;
    this.hearing = hearing;
    this.ordered = hearing.options().ordered();
    this.maxPending =
        hearing.options().maxPending() > 0 ? hearing.options().maxPending() : workshop.maxPending();
    this.deadlineNanos = nanos(hearing.options().deadline().orElse(workshop.deadline()));
    this.memory = workshop.memory().account();
  }

  private static long nanos(Duration deadline) {
    return deadline.compareTo(LONGEST) < 0 ? deadline.toNanos() : Long.MAX_VALUE;
  }

  /** Takes an event for the listener, or counts it as lost. */
  void offer(Event event) {
    if (hearing.leftOut()) {
      return;
    }
    Object key = ordered ? key(event) : null;
    boolean start;
    synchronized (this) {
      if (closed) {
        return;
      }
      long more = Weight.of(event);
      if (pending == maxPending || !memory.use(bytes + more)) {
        hearing.lost();
        return;
      }
      pending++;
      bytes += more;
      line(key, event);
      start = mayStart();
    }
    if (start) {
      start();
    }
  }

  private static Object key(Event event) {
    if (event instanceof ConnectionEvent on) {
      return on.connection();
    }
    return event instanceof TopicEvent about ? about.topic() : NO_KEY;
  }

  private void line(@Nullable Object key, Event event) {
    Line line = key == null ? null : lines.get(key);
    if (line != null) {
      line.events().add(event);
      return;
    }
    line = new Line(key, new ArrayDeque<>(1));
    line.events().add(event);
    ready.add(line);
    if (key != null) {
      lines.put(key, line);
    }
  }

  /** Whether one worker more is of use; then it counts as there. */
  private boolean mayStart() {
    if (ready.isEmpty() || workers == workshop.parallel()) {
      return false;
    }
    if (workers > 0 && !workshop.enterExtra()) {
      return false;
    }
    workers++;
    return true;
  }

  /** The first of a listener is always granted; the others share what there is. */
  private void workerLeaves() {
    workers--;
    if (workers > 0) {
      workshop.leaveExtra();
    }
  }

  private void start() {
    boolean started = false;
    try {
      workshop.execute(this::work);
      started = true;
    } catch (RejectedExecutionException e) { // the runtime ends
      close();
    } finally {
      if (!started) { // or there is no thread now: the next event tries again
        synchronized (this) {
          workerLeaves();
        }
      }
    }
  }

  private void work() {
    long start = System.nanoTime();
    boolean alive = false;
    try {
      for (int done = 0; done < TURN && System.nanoTime() - start < TURN_NANOS; done++) {
        if (!next()) {
          alive = true;
          return;
        }
      }
      alive = true;
    } finally {
      if (!alive) { // the JVM is in trouble; if it lives on, so does the listener
        synchronized (this) {
          workerLeaves();
        }
      }
    }
    start();
  }

  /** Makes one call; false where nothing waits, and this worker has left. */
  private boolean next() {
    Line line;
    Event event;
    Call call;
    boolean another;
    synchronized (this) {
      line = ready.poll();
      event = line == null ? null : line.events().poll();
      if (line == null || event == null) {
        workerLeaves();
        return false;
      }
      call = calls.begin(deadlineNanos);
      another = mayStart();
    }
    try {
      if (another) {
        start();
      }
    } finally {
      tell(line, event, call);
    }
    return true;
  }

  private void tell(Line line, Event event, Call call) {
    boolean failed = false;
    boolean late;
    try {
      failed = hearing.tell(event);
    } finally {
      synchronized (this) {
        late = calls.end(call, closed);
        finished(line, event);
      }
    }
    if (failed && !late) {
      hearing.countsAsFailed();
    }
  }

  private void finished(Line line, Event event) {
    if (closed) {
      return; // nothing is counted any more
    }
    pending--;
    bytes -= Weight.of(event);
    memory.use(bytes);
    if (!line.events().isEmpty()) {
      ready.add(line);
    } else if (line.key() != null) {
      lines.remove(line.key());
    }
  }

  /**
   * Interrupts the calls that last too long.
   *
   * @return whether anything runs here, or still may
   */
  boolean sweep(long now) {
    int late;
    boolean used;
    synchronized (this) {
      late = calls.interruptOverdue(now);
      used = !closed || !calls.isEmpty();
    }
    hearing.overdue(late);
    return used;
  }

  /** Whether nothing waits, and no call is under way. */
  synchronized boolean idle() {
    return pending == 0 && calls.isEmpty();
  }

  /** Gives up what waits; calls under way go on. */
  void close() {
    synchronized (this) {
      closed = true;
      ready.clear();
      lines.clear();
      pending = 0;
      bytes = 0;
      memory.use(0);
    }
  }
}
