package io.fairlead.core.connection;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds the handshakes a second of each client address: a token bucket that holds as many as come
 * in two seconds. Kept as the time at which the bucket is full again, so a full one needs no entry.
 *
 * <p>The table is bounded, too. Where more addresses than that are busy, those that come new share
 * one bucket: they may be refused for each other's sake, never let through for it. Safe for any
 * thread.
 */
final class HandshakeRate {

  static final int MOST_ADDRESSES = 1 << 16;
  static final int BURST_SECONDS = 2;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int FIRST_SWEEP = 1 << 10;
  private static final long SWEEP_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final String ALL_OTHERS = "";

  private final Map<String, Long> fullAgain = new HashMap<>();
  private final LongSupplier nanoTime;
  private final int perSecond;
  private int sweepAt = FIRST_SWEEP;
  private long swept;

  /**
   * A bound.
   *
   * @param perSecond handshakes a second; 0 for any number
   * @param nanoTime such as {@link System#nanoTime}
   */
  HandshakeRate(int perSecond, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.perSecond = perSecond;
    this.swept = nanoTime.getAsLong() - SWEEP_PAUSE;
  }

  /**
   * Counts a handshake.
   *
   * @return 0 where it may go on; else it was not counted, and this many nanoseconds have to pass
   */
  long delay(String address) {
    return delay(address, perSecond);
  }

  /** The same by another bound, for the policy that has it. */
  synchronized long delay(String address, int most) {
    if (most == 0) {
      return 0;
    }
    long interval = SECOND / most;
    long tolerance = BURST_SECONDS * SECOND - interval;
    long now = nanoTime.getAsLong();
    String key = key(address, now);
    Long known = fullAgain.get(key);
    long full = known == null || known - now < 0 ? now : known;
    long wait = full - now - tolerance;
    if (wait > 0) {
      return wait;
    }
    fullAgain.put(key, full + interval);
    return 0;
  }

  private String key(String address, long now) {
    if (fullAgain.size() >= sweepAt) {
      sweep(now);
    }
    boolean room = fullAgain.size() < MOST_ADDRESSES || fullAgain.containsKey(address);
    return room ? address : ALL_OTHERS;
  }

  /** At twice the size of the last time, so that it costs each handshake little. */
  private void sweep(long now) {
    if (now - swept < SWEEP_PAUSE && fullAgain.size() >= MOST_ADDRESSES) {
      return;
    }
    swept = now;
    fullAgain.values().removeIf(full -> full - now <= 0);
    sweepAt = Math.max(FIRST_SWEEP, Math.min(MOST_ADDRESSES, 2 * fullAgain.size()));
  }

  /** How many addresses are in the table. */
  synchronized int size() {
    return fullAgain.size();
  }
}
