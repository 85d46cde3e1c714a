package io.fairlead.api.event;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.topic.Topic;

/** Something that has to do with a topic. */
@UserImplemented
public interface TopicEvent extends Event {

  /** The topic. */
  Topic topic();
}
