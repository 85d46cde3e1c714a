package io.fairlead.samples.benchmarks.servers;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.Topics;
import jakarta.websocket.Session;

/** A session that has a topic, and publishes to it. */
final class TopicMember {

  private static final Topic TOPIC = Topic.of("benchmark");

  private final Topics topics;

  TopicMember(Session session) {
    Connection connection = Connection.of(session);
    topics = connection.unwrap(Topics.class).orElseThrow();
    topics.subscribe(connection, TOPIC.name());
  }

  void publish(OutboundMessage message) {
    topics.publish(TOPIC, message);
  }
}
