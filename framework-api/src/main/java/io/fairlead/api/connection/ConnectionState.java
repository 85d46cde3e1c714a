package io.fairlead.api.connection;

/** Where a connection stands in its life; it only ever moves downwards through this list. */
public enum ConnectionState {
  /** Let in, but {@code @OnOpen} has not returned yet. */
  OPENING,
  /** Messages pass in both directions. */
  OPEN,
  /** A close is under way: what is queued still goes out, nothing new is taken. */
  CLOSING,
  /** Over. */
  CLOSED
}
