package io.fairlead.samples.benchmarks.servers;

import io.fairlead.api.NonBlocking;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** {@link FanoutEndpoint} on the event loop. */
@NonBlocking
@ServerEndpoint("/fanout")
public class NonBlockingFanoutEndpoint {
  @OnMessage
  public void publish(String message, Session session) {
    for (Session each : session.getOpenSessions()) {
      each.getAsyncRemote().sendText(message);
    }
  }
}
