package io.fairlead.samples.benchmarks.servers;

import io.fairlead.api.connection.OutboundMessage;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** A message goes to all by a topic. */
@ServerEndpoint("/topic")
public class TopicEndpoint {

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
