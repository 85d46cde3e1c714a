package io.fairlead.api.event;

import java.time.Duration;
import java.util.Optional;

/**
 * How events reach a listener. Immutable.
 *
 * @param ordered whether the events of one connection come one after the other, in the order in
 *     which they happened; those without a connection in that of their topic, or all in one order
 * @param deadline longest call, then its thread is interrupted; empty for {@code
 *     fairlead.events.deadline}
 * @param maxPending most events that may wait or run, more are lost for this listener; 0 for {@code
 *     fairlead.events.max-pending}
 */
public record ListenerOptions(boolean ordered, Optional<Duration> deadline, int maxPending) {

  /** In any order, several at a time. */
  public static final ListenerOptions PARALLEL = new ListenerOptions(false, Optional.empty(), 0);

  /** In order for each connection. */
  public static final ListenerOptions ORDERED = new ListenerOptions(true, Optional.empty(), 0);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException for a deadline that is not positive, or a negative number
   */
  public ListenerOptions {
    if (deadline.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
      throw new IllegalArgumentException("a deadline must be positive");
    }
    if (maxPending < 0) {
      throw new IllegalArgumentException("maxPending must not be negative");
    }
  }

  /** The same with a deadline. */
  public ListenerOptions withDeadline(Duration value) {
    return new ListenerOptions(ordered, Optional.of(value), maxPending);
  }

  /** The same with a bound. */
  public ListenerOptions withMaxPending(int value) {
    return new ListenerOptions(ordered, deadline, value);
  }
}
