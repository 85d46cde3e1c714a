package io.fairlead.core.outbound;

import io.fairlead.api.connection.NotSentException;

/** Hears what became of a queued frame: once, from any thread; must not block. */
public interface Delivery {

  /** Its bytes were handed to the transport. */
  void written();

  /**
   * It will not arrive.
   *
   * @param reason a {@link NotSentException}, or where the write failed, why
   */
  void lost(Throwable reason);
}
