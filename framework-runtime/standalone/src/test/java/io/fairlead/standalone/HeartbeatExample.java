package io.fairlead.standalone;

import io.fairlead.api.connection.Connection;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.time.Duration;

/** What docs/connections.md shows. */
@ServerEndpoint("/game")
public final class HeartbeatExample {

  // snippet: own
  @OnOpen
  public void open(Session session) {
    Connection.of(session).heartbeat(Duration.ofSeconds(5), Duration.ofSeconds(3));
    session.setMaxIdleTimeout(600_000); // ten minutes without a message, then 1001
  }

  @OnMessage
  public String lag(String question, Session session) {
    return Connection.of(session)
        .roundTripTime()
        .map(time -> time.smoothed().toMillis() + " ms")
        .orElse("not measured yet");
  }
  // end
}
