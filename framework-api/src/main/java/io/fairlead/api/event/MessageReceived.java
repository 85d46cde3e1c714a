package io.fairlead.api.event;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.topic.Topic;

/**
 * A message, or a part of one, has passed the handlers and goes to the endpoint. One that a handler
 * consumes is no event.
 *
 * @param message as the endpoint gets it
 * @param topic the path of the connection as a topic: {@code /chat/lobby} is {@code chat.lobby},
 *     the root is {@code /}; characters that a topic cannot have, and dots, are underscores
 */
public record MessageReceived(InboundMessage message, Topic topic)
    implements ConnectionEvent, TopicEvent {
  @Override
  public Connection connection() {
    return message.connection();
  }
}
