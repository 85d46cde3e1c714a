package io.fairlead.core.heartbeat;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A hashed timer wheel: to schedule and to cancel takes the same short time however many timeouts
 * there are, and a timeout is its own place in the wheel. A timeout never fires early, and fires
 * with the first {@link #advance} that is a tick or more behind it.
 *
 * <p>Safe for any thread. Timeouts fire on the thread that advances, without a lock held.
 */
final class TimerWheel {

  private static final Logger LOG = LogManager.getLogger(TimerWheel.class);

  private final LongSupplier nanoTime;
  private final long origin;
  private final long tickNanos;
  private final Timeout[] slots;
  private final Timeout due = new Head();
  private long current;

  /** Something that fires once for each time that it is scheduled. */
  abstract static class Timeout {
    private @Nullable Timeout previous;
    private @Nullable Timeout next;
    private long tick;

    /**
     * Its time has come; it is not scheduled any more.
     *
     * @param now by the wheel's clock
     */
    abstract void expired(long now);
  }

  /** Where a ring of timeouts begins and ends. */
  private static final class Head extends Timeout {
    Head() {
      super.previous = this;
      super.next = this;
    }

    @Override
    void expired(long now) {
      throw new AssertionError("a head is in no ring but its own");
    }
  }

  /**
   * A wheel at its first tick.
   *
   * @param nanoTime as {@link System#nanoTime()}
   * @param slots a power of two; timeouts beyond one turn are looked at once a turn
   */
  TimerWheel(LongSupplier nanoTime, long tickNanos, int slots) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    this.tickNanos = tickNanos;
    this.slots = new Timeout[slots];
    Arrays.setAll(this.slots, i -> new Head());
  }

  /** Nanoseconds since the wheel was made. */
  long now() {
    return nanoTime.getAsLong() - origin;
  }

  /**
   * Schedules a timeout, in place of its earlier time if it has one.
   *
   * @param at by the wheel's clock; what is past fires with the next tick
   */
  synchronized void schedule(Timeout timeout, long at) {
    unlink(timeout);
    timeout.tick = Math.max(Math.floorDiv(at + tickNanos - 1, tickNanos), current + 1);
    link(timeout, slot(timeout.tick));
  }

  /** Takes a timeout out; says whether it was in, so that it will not fire. */
  synchronized boolean cancel(Timeout timeout) {
    return unlink(timeout);
  }

  /**
   * Fires what is due. What a timeout throws is logged, and the others go on.
   *
   * @param now by the wheel's clock
   */
  void advance(long now) {
    collect(Math.floorDiv(now, tickNanos));
    for (Timeout next = poll(); next != null; next = poll()) {
      try {
        next.expired(now);
      } catch (Throwable e) { // whatever it is, it must not end the timer of all connections
        LOG.error("a timeout failed", e);
      }
    }
  }

  private synchronized void collect(long target) {
    long first = Math.max(current + 1, target - slots.length + 1); // no slot twice
    for (long tick = first; tick <= target; tick++) {
      Timeout head = slot(tick);
      for (Timeout each = head.next; each != null && each != head; ) {
        Timeout following = each.next;
        if (each.tick <= target) {
          unlink(each);
          link(each, due);
        }
        each = following;
      }
    }
    current = Math.max(current, target);
  }

  private synchronized @Nullable Timeout poll() {
    Timeout first = due.next;
    if (first == null || first == due) {
      return null;
    }
    unlink(first);
    return first;
  }

  private Timeout slot(long tick) {
    return slots[(int) (tick & (slots.length - 1))];
  }

  /** Puts it at the end of a ring. */
  private static void link(Timeout timeout, Timeout head) {
    Timeout last = head.previous;
    if (last != null) {
      last.next = timeout;
    }
    timeout.previous = last;
    timeout.next = head;
    head.previous = timeout;
  }

  private static boolean unlink(Timeout timeout) {
    Timeout before = timeout.previous;
    Timeout after = timeout.next;
    if (before == null || after == null) {
      return false;
    }
    before.next = after;
    after.previous = before;
    timeout.previous = null;
    timeout.next = null;
    return true;
  }
}
