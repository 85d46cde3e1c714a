package io.fairlead.core.lifecycle;

import java.time.Duration;

/**
 * A moment to be done by.
 *
 * @param nanos in the terms of {@link System#nanoTime}
 */
record Deadline(long nanos) {

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
  }

  boolean passed() {
    return nanos - System.nanoTime() <= 0;
  }
}
