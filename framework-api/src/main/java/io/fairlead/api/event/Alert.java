package io.fairlead.api.event;

/**
 * Something that somebody should look at. Fired once when it begins, and once when it is over; the
 * log has the same.
 */
public sealed interface Alert extends Event permits PoolAlert, ThreadAlert {

  /** Whether it begins; false where it is over. */
  boolean raised();
}
