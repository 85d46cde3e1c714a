package io.fairlead.core.admission;

import java.time.Duration;

/**
 * How long each stage of an admission took. Immutable; every connection keeps one, so it is small.
 *
 * @param networkNanos reading the client's address, ids and the request itself
 * @param securityNanos origin, limits and authenticators
 * @param sessionNanos metadata contributors
 */
public record StageTimings(long networkNanos, long securityNanos, long sessionNanos) {

  /** Not measured. */
  public static final StageTimings NONE = new StageTimings(0, 0, 0);

  /** The network stage's. */
  public Duration network() {
    return Duration.ofNanos(networkNanos);
  }

  /** The security stage's. */
  public Duration security() {
    return Duration.ofNanos(securityNanos);
  }

  /** The session stage's. */
  public Duration session() {
    return Duration.ofNanos(sessionNanos);
  }

  @Override
  public String toString() {
    return "network "
        + micros(networkNanos)
        + ", security "
        + micros(securityNanos)
        + ", session "
        + micros(sessionNanos);
  }

  private static String micros(long nanos) {
    return nanos / 1_000 + " µs";
  }
}
