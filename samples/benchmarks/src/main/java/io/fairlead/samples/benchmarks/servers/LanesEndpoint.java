package io.fairlead.samples.benchmarks.servers;

import io.fairlead.api.NonBlocking;
import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.OutboundMessage;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/**
 * {@link NonBlockingTopicEndpoint} with lanes and conflation in use: messages take the lanes in
 * turn, and each of ten has a key of its own, so that none replaces another while at most ten wait.
 */
@NonBlocking
@ServerEndpoint("/topic-lanes")
public class LanesEndpoint {

  private static final Lane[] LANES = {Lane.HIGH, Lane.NORMAL, Lane.LOW};
  private static final String[] KEYS = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};

  @SuppressWarnings("NullAway.Init")
  private TopicMember member;

  private int number;

  @OnOpen
  public void open(Session session) {
    member = new TopicMember(session);
  }

  @OnMessage
  public void publish(String message) {
    member.publish(
        OutboundMessage.text(message)
            .withLane(LANES[number % LANES.length])
            .withKey(KEYS[number % KEYS.length]));
    number++;
  }
}
