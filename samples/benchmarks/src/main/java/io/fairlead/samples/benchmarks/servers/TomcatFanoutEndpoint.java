package io.fairlead.samples.benchmarks.servers;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/** {@link FanoutEndpoint}, one send in flight a session: Tomcat throws when a second begins. */
@ServerEndpoint("/fanout")
public class TomcatFanoutEndpoint {

  private static final Map<Session, Outbox> MEMBERS = new ConcurrentHashMap<>();

  @OnOpen
  public void open(Session session) {
    MEMBERS.put(session, new Outbox(session));
  }

  @OnClose
  public void close(Session session) {
    MEMBERS.remove(session);
  }

  @OnMessage
  public void publish(String message) {
    MEMBERS.values().forEach(outbox -> outbox.send(message));
  }

  private static final class Outbox {
    private final Session session;
    private final Queue<String> waiting = new ArrayDeque<>();
    private boolean sending;

    Outbox(Session session) {
      this.session = session;
    }

    void send(String message) {
      synchronized (waiting) {
        if (sending) {
          waiting.add(message);
          return;
        }
        sending = true;
      }
      write(message);
    }

    private void write(String message) {
      session.getAsyncRemote().sendText(message, result -> next());
    }

    private void next() {
      String message;
      synchronized (waiting) {
        message = waiting.poll();
        sending = message != null;
      }
      if (message != null) {
        write(message);
      }
    }
  }
}
