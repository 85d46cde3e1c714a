package io.fairlead.core.admission;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Takes a client's request id or makes one. */
final class RequestIds {

  private static final int MAX_LENGTH = 128;

  private final Clock clock;

  RequestIds(Clock clock) {
    this.clock = clock;
  }

  /**
   * The id of {@code X-Request-Id} where it stands there once and is well formed, else a new one.
   */
  String of(List<String> lines) {
    if (lines.size() == 1) {
      String given = lines.get(0).strip();
      if (!given.isEmpty() && given.length() <= MAX_LENGTH && HttpText.isVisibleAscii(given)) {
        return given;
      }
    }
    return next();
  }

  /** A UUID of version 7 (RFC 9562, section 5.7): sorts by time, 74 random bits. */
  String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (clock.millis() << 16) | 0x7000 | (random.nextInt() & 0x0fff);
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }
}
