package io.fairlead.api.connection;

import io.fairlead.api.FrameworkOwned;

/** What waits to be sent on a connection, the write in flight included. Safe for any thread. */
@FrameworkOwned
public interface OutboundQueue {

  /** Messages that wait. */
  int messages();

  /** Their payload bytes. */
  long bytes();

  /** The most messages that may wait. */
  int maxMessages();

  /** The most payload bytes that may wait. */
  long maxBytes();
}
