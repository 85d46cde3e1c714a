package io.fairlead.api.connection;

/** How full an outbound queue is. */
public enum Pressure {
  /** Below the soft watermark. */
  NONE,
  /**
   * {@code fairlead.outbound.soft-watermark} was passed, in messages or bytes; ends when half of
   * that is reached. Messages of topics in {@link Lane#LOW} are shed.
   */
  SOFT,
  /** A message found no room; ends when the soft watermark is reached from above. */
  FULL
}
