package io.fairlead.api.topic;

import io.fairlead.api.FrameworkOwned;
import java.util.concurrent.CompletionStage;

/**
 * What became of a message for each of its subscribers, counted while it happens. At any moment
 * {@code queued + delivered + dropped + conflated = subscribers}, give or take a delivery that is
 * just changing over. Safe for any thread.
 */
@FrameworkOwned
public interface PublishReceipt {

  /** Connections that subscribed to the topic when the message was published. */
  int subscribers();

  /** For so many it still waits. */
  int queued();

  /** To so many transports its bytes have been handed. */
  int delivered();

  /**
   * So many will not get it: refused, dropped or shed for want of room, expired, or the connection
   * ended.
   */
  int dropped();

  /** For so many a newer message with the same key took its place. */
  int conflated();

  /** Whether a middleware stopped the message, so that nobody was to get it. */
  boolean stopped();

  /**
   * Completes with this receipt when nothing is queued any more; never exceptionally. A dependent
   * action may run on an event loop and must not block.
   */
  CompletionStage<PublishReceipt> completion();
}
