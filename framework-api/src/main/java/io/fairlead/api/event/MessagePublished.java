package io.fairlead.api.event;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;

/**
 * A message was published to a topic, whether or not anybody subscribed.
 *
 * @param topic the topic
 * @param message as it left the topic's middleware
 */
public record MessagePublished(Topic topic, OutboundMessage message) implements TopicEvent {}
