package io.fairlead.samples.benchmarks.servers;

import io.fairlead.api.NonBlocking;
import io.fairlead.api.connection.OutboundMessage;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** {@link TopicEndpoint} on the event loop. */
@NonBlocking
@ServerEndpoint("/topic")
public class NonBlockingTopicEndpoint {

  @SuppressWarnings("NullAway.Init")
  private TopicMember member;

  @OnOpen
  public void open(Session session) {
    member = new TopicMember(session);
  }

  @OnMessage
  public void publish(String message) {
    member.publish(OutboundMessage.text(message));
  }
}
