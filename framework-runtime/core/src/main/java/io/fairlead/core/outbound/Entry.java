package io.fairlead.core.outbound;

import io.fairlead.api.connection.Lane;
import io.fairlead.core.transport.OutboundFrame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A frame that waits, and whom to tell of its end. Guarded by its queue's lock. */
final class Entry {

  private static final Duration CENTURY = Duration.ofDays(36_500);

  private final Lane lane;
  private @Nullable Object group;
  private boolean ofTopic;
  private OutboundFrame frame;
  private @Nullable Delivery delivery;
  private @Nullable Object key;
  private boolean grouped;
  private long deadline;

  /** The next one in its line. */
  @Nullable Entry next;

  /** Where this is the first part of a message: those that follow, as far as they are here. */
  @Nullable Line parts;

  /** Not the name itself: a sender may have it for a key. */
  private record ClassName(String name) {}

  private Entry(
      OutboundFrame frame,
      Lane lane,
      @Nullable Object group,
      boolean ofTopic,
      @Nullable Delivery delivery) {
    this.frame = frame;
    this.lane = lane;
    this.group = group;
    this.ofTopic = ofTopic;
    this.delivery = delivery;
  }

  /** What somebody sends on this connection. */
  static Entry sent(OutboundFrame frame, @Nullable Delivery delivery) {
    return new Entry(frame, laneOf(frame), null, false, delivery).complete();
  }

  /**
   * What somebody publishes to a topic.
   *
   * @param group the topic
   */
  static Entry published(OutboundFrame frame, Object group, Delivery delivery) {
    return new Entry(frame, laneOf(frame), group, true, delivery).complete();
  }

  private static Lane laneOf(OutboundFrame frame) {
    return frame.control()
        ? Lane.CONTROL
        : frame.message().messageClass().lane().orElse(Lane.NORMAL);
  }

  /** Parts and control frames have neither key nor time to live: they cannot be left out. */
  private Entry complete() {
    if (whole()) {
      key = frame.message().key().orElse(null);
      frame
          .message()
          .messageClass()
          .timeToLive()
          .ifPresent(time -> deadline = notZero(System.nanoTime() + nanos(time)));
    }
    return this;
  }

  /** A century at most: further, nanoseconds could not tell before from after. */
  private static long nanos(Duration time) {
    return time.compareTo(CENTURY) < 0 ? time.toNanos() : CENTURY.toNanos();
  }

  private static long notZero(long nanos) {
    return nanos == 0 ? 1 : nanos; // 0 stands for "never"
  }

  OutboundFrame frame() {
    return frame;
  }

  Lane lane() {
    return lane;
  }

  int size() {
    return frame.size();
  }

  /** What its newer ones replace; null where they do not. */
  @Nullable Object key() {
    return key;
  }

  /** Whether it is a whole message, which a policy may leave out. */
  boolean whole() {
    return frame.first() && frame.last() && !frame.control();
  }

  /** Whether it came by a topic. */
  boolean published() {
    return ofTopic;
  }

  /** Whether it is a part of a message. */
  boolean part() {
    return !frame.control() && !(frame.first() && frame.last());
  }

  /** Whether it goes first when a client is slow. */
  boolean sheddable() {
    return ofTopic && lane == Lane.LOW;
  }

  long deadline() {
    return deadline;
  }

  boolean mortal() {
    return deadline != 0;
  }

  boolean expired(long now) {
    return deadline != 0 && now - deadline > 0;
  }

  /** Where it has no key, its topic is one, or its class. */
  void conflateByGroup() {
    if (key == null) {
      key = group != null ? group : new ClassName(frame.message().messageClass().name());
      grouped = true;
    }
  }

  /** Whether its key is none of the sender's: then it replaces others under pressure only. */
  boolean grouped() {
    return grouped;
  }

  /** Takes what a newer one brings; that one has then what was here. */
  void exchange(Entry newer) {
    OutboundFrame oldFrame = frame;
    Delivery oldDelivery = delivery;
    long oldDeadline = deadline;
    boolean oldOfTopic = ofTopic;
    Object oldGroup = group;
    frame = newer.frame;
    delivery = newer.delivery;
    deadline = newer.deadline;
    ofTopic = newer.ofTopic;
    group = newer.group;
    newer.frame = oldFrame;
    newer.delivery = oldDelivery;
    newer.deadline = oldDeadline;
    newer.ofTopic = oldOfTopic;
    newer.group = oldGroup;
  }

  void written() {
    if (delivery != null) {
      delivery.written();
    }
  }

  void lost(Throwable reason) {
    if (delivery != null) {
      delivery.lost(reason);
    }
  }
}
