package io.fairlead.standalone.live;

import io.fairlead.api.Handover;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Map;

/** Goes on counting in its next version. */
@ServerEndpoint("/counter")
public class Counter implements Handover {
  private int count;

  @OnMessage
  public String count(String message) {
    return message + " is number " + ++count;
  }

  @Override
  public Map<String, Object> handOver(Session session) {
    return Map.of("count", count);
  }

  @Override
  public void takeOver(Session session, Map<String, Object> state) {
    count = (Integer) state.getOrDefault("count", 0);
  }
}
