package io.fairlead.api.connection;

/** Why a message was not sent. */
public enum LossReason {
  /** No room, and the policy tells the sender. */
  REJECTED,
  /** No room, and the policy drops this message. */
  DROPPED,
  /** A message of a topic in {@link Lane#LOW}, given up because the client is slow. */
  SHED,
  /** A newer message with the same key took its place. */
  CONFLATED,
  /** Its time to live had passed before its turn came. */
  EXPIRED,
  /** The connection closed or broke. */
  CLOSED
}
