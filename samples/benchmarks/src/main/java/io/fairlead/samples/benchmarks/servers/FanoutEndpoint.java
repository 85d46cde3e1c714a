package io.fairlead.samples.benchmarks.servers;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** A message goes to all by a loop over the sessions, as the API has it. */
@ServerEndpoint("/fanout")
public class FanoutEndpoint {
  @OnMessage
  public void publish(String message, Session session) {
    for (Session each : session.getOpenSessions()) {
      each.getAsyncRemote().sendText(message);
    }
  }
}
