package io.fairlead.core.outbound;

import io.fairlead.api.connection.SendOutcome.Status;

/** What the queue says to an offer. */
enum Answer {
  QUEUED(Status.QUEUED),
  QUEUED_UNDER_PRESSURE(Status.QUEUED),
  /** No room, and the sender is to be told. */
  FULL(Status.REJECTED),
  /** No room with all queues together. */
  NO_MEMORY(Status.REJECTED),
  /** There never will be room for it. */
  TOO_LONG(Status.REJECTED),
  DROPPED(Status.DROPPED),
  SHED(Status.DROPPED),
  CLOSED(Status.CLOSED),
  /** The connection ends for it. */
  OVERFLOWED(Status.CLOSED);

  private final Status status;

  Answer(Status status) {
    this.status = status;
  }

  Status status() {
    return status;
  }

  boolean queued() {
    return status == Status.QUEUED;
  }
}
