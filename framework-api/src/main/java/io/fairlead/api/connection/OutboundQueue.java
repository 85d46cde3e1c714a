package io.fairlead.api.connection;

import io.fairlead.api.FrameworkOwned;

/** What waits to be sent on a connection, the write in flight included. Safe for any thread. */
@FrameworkOwned
public interface OutboundQueue {

  /** Messages that wait. */
  int messages();

  /** Messages that wait in a lane, without those in flight. */
  int messages(Lane lane);

  /** The payload bytes of all that wait. */
  long bytes();

  /** The most messages that may wait. */
  int maxMessages();

  /** The most payload bytes that may wait. */
  long maxBytes();

  /** How full it is. */
  Pressure pressure();

  /** What happens to a message that does not fit and whose class and topic leave that open. */
  Overflow overflow();

  /** Sets {@link #overflow()} for this connection; what is queued stays. */
  void overflow(Overflow policy);

  /** How many messages of this connection were lost for a reason, since it opened. */
  long lost(LossReason reason);
}
