package io.fairlead.api.topic;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.connection.OutboundMessage;

/** Takes the messages of topics inside the server. */
@FunctionalInterface
@UserImplemented
public interface TopicListener {

  /**
   * A message was published. For one topic one call at a time, in the order of the publishing; for
   * different topics from different threads at once. May block: publishing never waits for it. What
   * it throws is logged and counted.
   */
  void onMessage(Topic topic, OutboundMessage message) throws Exception;
}
