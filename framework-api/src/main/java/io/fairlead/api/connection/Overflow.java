package io.fairlead.api.connection;

/**
 * What happens to a message for which the outbound queue has no room. A policy is taken from the
 * {@linkplain MessageClass#overflow message's class}, else from its topic, else from its
 * connection. Before any of them acts, queued messages of topics in {@link Lane#LOW} are shed in
 * favour of one in a higher lane.
 */
public enum Overflow {
  /** The sender is told: {@link SendOutcome.Status#REJECTED}. */
  REJECT,
  /** The new message is lost, which is counted: {@link SendOutcome.Status#DROPPED}. */
  DROP_NEWEST,
  /**
   * Queued ones make room, the lowest lane and the oldest first, and none of a lane above that of
   * the new one. Where that does not suffice, the new one is dropped.
   */
  DROP_OLDEST,
  /**
   * From the soft watermark on, a message takes the place of the one queued last with the same
   * {@linkplain OutboundMessage#key() key}, or where it has no key of the same topic, or sent to no
   * topic of the same message class. Where there is none and no room, the sender is told.
   */
  CONFLATE,
  /**
   * The sending thread waits for room, up to {@code fairlead.outbound.send-timeout}; then, and on
   * an event loop at once, the sender is told. Publishing to a topic never waits: the same.
   */
  BLOCK,
  /**
   * The connection is closed with 1013, and what is queued is freed at once. A client that has
   * taken nothing for a second is dropped without a close frame.
   */
  DISCONNECT
}
