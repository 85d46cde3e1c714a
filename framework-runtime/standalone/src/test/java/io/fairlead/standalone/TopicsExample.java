package io.fairlead.standalone;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.PublishReceipt;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.Topics;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

/** What docs/topics.md shows of an endpoint. */
@ServerEndpoint("/rooms/{room}")
public final class TopicsExample {

  // snippet: endpoint
  @OnOpen
  public void open(Session session, @PathParam("room") String room) {
    Connection connection = Connection.of(session);
    topics(connection).subscribe(connection, Topic.of("rooms." + room), 20); // ends by itself
  }

  @OnMessage
  public String say(String text, Session session, @PathParam("room") String room) {
    PublishReceipt receipt =
        topics(Connection.of(session)).publish("rooms." + room, OutboundMessage.text(text));
    return "to " + receipt.subscribers() + ", " + receipt.dropped() + " of them have no room";
  }

  private static Topics topics(Connection connection) {
    return connection.unwrap(Topics.class).orElseThrow();
  }
  // end
}
