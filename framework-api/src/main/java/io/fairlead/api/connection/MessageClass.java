package io.fairlead.api.connection;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What messages of one kind have in common: how urgent they are, what happens where there is no
 * room, and how long they are worth sending. What a class leaves open is decided by the topic, then
 * by the connection. Immutable; make each once and keep it.
 */
public final class MessageClass {

  /** The class of messages that name none; leaves everything open. */
  public static final MessageClass DEFAULT =
      new MessageClass("default", Optional.empty(), Optional.empty(), Optional.empty());

  private static final int MAX_NAME = 64;

  private final String name;
  private final Optional<Lane> lane;
  private final Optional<Overflow> overflow;
  private final Optional<Duration> timeToLive;

  private MessageClass(
      String name,
      Optional<Lane> lane,
      Optional<Overflow> overflow,
      Optional<Duration> timeToLive) {
    this.name = name;
    this.lane = lane;
    this.overflow = overflow;
    this.timeToLive = timeToLive;
  }

  /**
   * A class that leaves everything open.
   *
   * @param name for counters and configuration: letters, digits, {@code -}, {@code _} and {@code
   *     .}, at most 64; one of a small, fixed set
   * @throws IllegalArgumentException for another name
   */
  public static MessageClass named(String name) {
    if (!name.matches("[A-Za-z0-9._-]{1," + MAX_NAME + "}")) {
      throw new IllegalArgumentException(
          "a message class is named by 1 to 64 letters, digits, '-', '_' or '.'");
    }
    return new MessageClass(name, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The same, in a lane.
   *
   * @throws IllegalArgumentException for {@link Lane#CONTROL}, which belongs to the protocol
   */
  public MessageClass withLane(Lane value) {
    if (requireNonNull(value, "lane") == Lane.CONTROL) {
      throw new IllegalArgumentException("the control lane is for pings and pongs; take HIGH");
    }
    return new MessageClass(name, Optional.of(value), overflow, timeToLive);
  }

  /** The same, with an overflow policy. */
  public MessageClass withOverflow(Overflow value) {
    return new MessageClass(name, lane, Optional.of(value), timeToLive);
  }

  /**
   * The same, with a time after which a message that still waits is not sent any more.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public MessageClass withTimeToLive(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("a time to live must be positive");
    }
    return new MessageClass(name, lane, overflow, Optional.of(value));
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** How urgent; without it {@link Lane#NORMAL}. */
  public Optional<Lane> lane() {
    return lane;
  }

  /** What happens where there is no room. */
  public Optional<Overflow> overflow() {
    return overflow;
  }

  /** How long a message is worth sending; without it for ever. */
  public Optional<Duration> timeToLive() {
    return timeToLive;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageClass that
        && name.equals(that.name)
        && lane.equals(that.lane)
        && overflow.equals(that.overflow)
        && timeToLive.equals(that.timeToLive);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, lane, overflow, timeToLive);
  }

  @Override
  public String toString() {
    return "message class " + name;
  }
}
