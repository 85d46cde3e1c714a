package io.fairlead.plugins.ratelimit;

/**
 * A bucket of tokens that fills at a steady rate. In any stretch of {@code t} seconds it lets no
 * more pass than {@code capacity + rate * t} tokens, apart from the one oversized cost below. Not
 * safe for threads: {@link Allowance} is its lock.
 *
 * <p>Levels are kept in billionths of a token, so that one nanosecond adds exactly {@code rate}
 * units and nothing is ever rounded.
 */
final class TokenBucket {

  private static final long UNIT = 1_000_000_000L;

  private final long rate;
  private final long capacity;
  private long level;
  private long lastNanos;

  /** A full bucket; {@code rate} and {@code capacity} from 1 to {@link Limits#MAX}. */
  TokenBucket(long rate, long capacity, long nowNanos) {
    this.rate = rate;
    this.capacity = capacity * UNIT;
    this.level = this.capacity;
    this.lastNanos = nowNanos;
  }

  /**
   * Takes that many tokens, or none. A cost above the capacity needs a full bucket and leaves a
   * debt: else such a message could never pass, however long its sender waits.
   */
  boolean take(long cost, long nowNanos) {
    refill(nowNanos);
    if (level < Math.min(cost * UNIT, capacity)) {
      return false;
    }
    level -= cost * UNIT;
    return true;
  }

  /** Undoes a {@link #take}. */
  void giveBack(long cost) {
    level = Math.min(capacity, level + cost * UNIT);
  }

  /** Whether it is as good as a new one. */
  boolean full(long nowNanos) {
    refill(nowNanos);
    return level == capacity;
  }

  private void refill(long nowNanos) {
    long elapsed = nowNanos - lastNanos;
    lastNanos = nowNanos; // also when the clock was set back: nothing is gained, and time goes on
    if (elapsed <= 0) {
      return;
    }
    long missing = capacity - level;
    level = elapsed > missing / rate ? capacity : level + elapsed * rate;
  }
}
