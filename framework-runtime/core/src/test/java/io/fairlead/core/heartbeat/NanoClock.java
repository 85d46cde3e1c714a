package io.fairlead.core.heartbeat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Nanoseconds that stand still until they are moved; like the real ones, from anywhere. */
final class NanoClock implements LongSupplier {

  private final AtomicLong now = new AtomicLong(-7_000_000_000L);

  void forward(Duration duration) {
    now.addAndGet(duration.toNanos());
  }

  @Override
  public long getAsLong() {
    return now.get();
  }
}
