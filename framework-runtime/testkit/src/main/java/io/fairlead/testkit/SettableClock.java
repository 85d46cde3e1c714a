package io.fairlead.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. Safe for any thread. */
public final class SettableClock extends Clock {

  private final ZoneId zone;
  private volatile Instant now;

  /** Stands at an instant, in UTC. */
  public SettableClock(Instant start) {
    this(start, ZoneOffset.UTC);
  }

  private SettableClock(Instant start, ZoneId zone) {
    this.now = requireNonNull(start, "start");
    this.zone = zone;
  }

  /** Moves it to an instant. */
  public void set(Instant instant) {
    now = requireNonNull(instant, "instant");
  }

  /** Moves it on. */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** A clock of that zone, standing where this one stands now; it does not move with it. */
  @Override
  public Clock withZone(ZoneId other) {
    return new SettableClock(now, other);
  }
}
