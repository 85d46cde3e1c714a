package io.fairlead.api.connection;

import io.fairlead.api.FrameworkOwned;
import java.util.concurrent.CompletionStage;

/** What became of a send: a status at once, and a stage that ends with the write. */
@FrameworkOwned
public interface SendOutcome {

  /** What happened to the message when it was offered to the queue. */
  enum Status {
    /** It waits in the queue or is being written. */
    QUEUED,
    /** The queue had no room, and the overflow policy tells the sender. */
    REJECTED,
    /** The queue had no room, and the overflow policy or shedding gave this message up. */
    DROPPED,
    /** The connection is closing or closed. */
    CLOSED
  }

  /** What happened at once. */
  Status status();

  /** Whether the message is on its way. */
  default boolean accepted() {
    return status() == Status.QUEUED;
  }

  /** Whether the queue is past its soft watermark: the moment to send less. */
  boolean underPressure();

  /**
   * Completes when the bytes have been handed to the transport, exceptionally with a {@link
   * NotSentException} when they will not be, or with another {@link java.io.IOException} when the
   * write failed and nobody knows. A dependent action may run on an event loop or a timer and must
   * not block.
   */
  CompletionStage<Void> completion();
}
