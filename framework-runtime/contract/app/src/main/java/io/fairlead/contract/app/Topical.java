package io.fairlead.contract.app;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.PublishReceipt;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.api.topic.Topics;
import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** Subscribes and publishes as its client says; finds topics without CDI. */
@ServerEndpoint(value = "/topical", configurator = FairleadConfigurator.class)
public class Topical extends Noted {

  /**
   * {@code sub PATTERN}, {@code replay TOPIC MOST}, {@code keep PATTERN MOST}, {@code count TOPIC}
   * or {@code pub TOPIC TEXT}.
   */
  @OnMessage
  public String act(String command, Session session) {
    Connection connection = Connection.of(session);
    Topics topics = connection.unwrap(Topics.class).orElseThrow();
    String[] words = command.split(" ", 3);
    switch (words[0]) {
      case "sub" -> topics.subscribe(connection, words[1]);
      case "replay" -> topics.subscribe(connection, Topic.of(words[1]), Integer.parseInt(words[2]));
      case "keep" -> topics.retain(TopicPattern.of(words[1]), Integer.parseInt(words[2]));
      case "count" -> {
        return "count " + topics.subscribers(Topic.of(words[1]));
      }
      default -> {
        PublishReceipt receipt = topics.publish(words[1], OutboundMessage.text(words[2]));
        return "to " + receipt.subscribers() + ", lost " + receipt.dropped();
      }
    }
    return "done";
  }
}
