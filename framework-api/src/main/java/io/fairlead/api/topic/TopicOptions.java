package io.fairlead.api.topic;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.Overflow;
import java.time.Duration;
import java.util.Optional;

/**
 * How the messages of a topic are sent, where their own class leaves it open. Immutable.
 *
 * @param lane how urgent
 * @param overflow what happens where there is no room
 * @param timeToLive how long a message is worth sending
 * @param latestOnly whether only the newest message of the topic stays in a queue, as if all had
 *     the topic's name as their key
 */
public record TopicOptions(
    Optional<Lane> lane,
    Optional<Overflow> overflow,
    Optional<Duration> timeToLive,
    boolean latestOnly) {

  /** Leaves everything open. */
  public static final TopicOptions NONE =
      new TopicOptions(Optional.empty(), Optional.empty(), Optional.empty(), false);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException for {@link Lane#CONTROL} or a time that is not positive
   */
  public TopicOptions {
    requireNonNull(overflow, "overflow");
    if (lane.filter(value -> value == Lane.CONTROL).isPresent()) {
      throw new IllegalArgumentException("the control lane is for pings and pongs; take HIGH");
    }
    if (timeToLive.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
      throw new IllegalArgumentException("a time to live must be positive");
    }
  }

  /** The same, in a lane. */
  public TopicOptions withLane(Lane value) {
    return new TopicOptions(Optional.of(value), overflow, timeToLive, latestOnly);
  }

  /** The same, with an overflow policy. */
  public TopicOptions withOverflow(Overflow value) {
    return new TopicOptions(lane, Optional.of(value), timeToLive, latestOnly);
  }

  /** The same, with a time to live. */
  public TopicOptions withTimeToLive(Duration value) {
    return new TopicOptions(lane, overflow, Optional.of(value), latestOnly);
  }

  /** The same, where only the newest message stays in a queue. */
  public TopicOptions withLatestOnly() {
    return new TopicOptions(lane, overflow, timeToLive, true);
  }
}
