package io.fairlead.core.admission;

import java.time.Duration;

/**
 * How long each stage of an admission took. Immutable.
 *
 * @param network reading the client's address, ids and the request itself
 * @param security origin, limits and authenticators
 * @param session metadata contributors
 */
public record StageTimings(Duration network, Duration security, Duration session) {

  /** Not measured. */
  public static final StageTimings NONE =
      new StageTimings(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  @Override
  public String toString() {
    return "network "
        + micros(network)
        + ", security "
        + micros(security)
        + ", session "
        + micros(session);
  }

  private static String micros(Duration duration) {
    return duration.toNanos() / 1_000 + " µs";
  }
}
