package io.fairlead.api.event;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.Registration;

/** A listener that was added, and how it does. Safe for any thread. */
@FrameworkOwned
public interface ListenerRegistration extends Registration {

  /** Events whose call has returned without a failure. */
  long handled();

  /** Events whose call threw. */
  long failed();

  /**
   * Events whose call overran the deadline and was interrupted; each is counted as handled or
   * failed, too, if it ever ends.
   */
  long overdue();

  /**
   * Events that were lost for this listener, because as many waited as may, or because its plugin
   * was in quarantine.
   */
  long lost();
}
