package io.fairlead.samples.chat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds sign-ins of one address down: {@value #BURST} at once, then one every {@value
 * #REFILL_SECONDS} seconds. Remembers the {@value #MAX_ADDRESSES} addresses that came last. Safe
 * for any thread.
 */
final class AddressLimiter {

  static final int BURST = 20;
  static final int REFILL_SECONDS = 3;
  static final int MAX_ADDRESSES = 10_000;

  private static final Duration REFILL = Duration.ofSeconds(REFILL_SECONDS);

  private final Clock clock;

  /** When the bucket of an address is full again: one instant says how empty it is now. */
  private final Map<String, Instant> fullAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  AddressLimiter(Clock clock) {
    this.clock = clock;
  }

  /** Takes one; returns zero, or how long to wait before there is one to take. */
  synchronized Duration take(String address) {
    Instant now = clock.instant();
    Instant full = fullAt.getOrDefault(address, now);
    Instant after = (full.isBefore(now) ? now : full).plus(REFILL);
    Duration over = Duration.between(now.plus(REFILL.multipliedBy(BURST)), after);
    if (over.isNegative() || over.isZero()) {
      fullAt.put(address, after);
      return Duration.ZERO;
    }
    return over;
  }

  synchronized int addresses() {
    return fullAt.size();
  }
}
