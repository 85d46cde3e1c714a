package io.fairlead.api.topic;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.connection.OutboundMessage;
import java.time.Instant;
import java.util.List;

/**
 * Keeps the latest messages of topics, so that who comes later can have them. The runtime has one
 * in memory; a backplane may bring one that outlives the process. Must be safe for any thread; no
 * method may block for long, for publishing to a topic waits for its {@link #append}. For one topic
 * the runtime calls it from one thread at a time, with a lock held: it must use no topics itself.
 * What it throws is logged, as is a null that it returns, and the message goes on unkept.
 */
@UserImplemented
public interface TopicHistory {

  /**
   * A message that is kept.
   *
   * @param position of the message in its topic; rises with every message
   * @param at when it was published
   * @param message the message
   */
  record Kept(long position, Instant at, OutboundMessage message) {}

  /**
   * Keeps a message.
   *
   * @return its position in the topic, from 1; larger than all before
   */
  long append(Topic topic, OutboundMessage message);

  /** The latest messages of a topic, the oldest first, {@code most} at most. */
  List<Kept> latest(Topic topic, int most);

  /** Those kept after a position, the oldest first, {@code most} at most; from the start for 0. */
  List<Kept> after(Topic topic, long position, int most);
}
