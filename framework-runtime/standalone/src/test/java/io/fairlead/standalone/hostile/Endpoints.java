package io.fairlead.standalone.hostile;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.api.topic.Topics;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What the victim serves. */
final class Endpoints {

  static final AtomicInteger SESSIONS = new AtomicInteger();
  static final int ANSWER = 64 * 1024;

  /** A text that begins so is held up for a while by the application's handler. */
  static final String HELD = "~";

  static final List<Class<?>> HOSTED =
      List.of(
          Deploy.class,
          Echo.class,
          Blocking.class,
          Async.class,
          Returned.class,
          Parts.class,
          Sleepy.class,
          Closing.class,
          Completions.class,
          Flood.class,
          Room.class);

  private static final String BIG = "b".repeat(ANSWER);

  private Endpoints() {}

  /** Counts sessions. */
  public abstract static class Counted {
    @OnOpen
    public void opened() {
      SESSIONS.incrementAndGet();
    }

    @OnClose
    public void closed() {
      SESSIONS.decrementAndGet();
    }

    @OnError
    public void failed(Throwable failure) {}
  }

  /** Adds the endpoints that nobody hosts. */
  @ServerEndpoint("/deploy")
  public static class Deploy {
    @OnOpen
    public void open(Session session) throws DeploymentException {
      ServerContainer container = (ServerContainer) session.getContainer();
      container.addEndpoint(
          ServerEndpointConfig.Builder.create(Programmatic.class, "/programmatic").build());
    }
  }

  /** Answers with the same. */
  @ServerEndpoint("/echo")
  public static class Echo extends Counted {
    @OnMessage
    public String take(String text) {
      return text;
    }

    @OnMessage
    public ByteBuffer take(ByteBuffer bytes) {
      return bytes;
    }
  }

  /** Blocks until its long answer has room. */
  @ServerEndpoint("/blocking")
  public static class Blocking extends Counted {
    @OnMessage
    public void take(String text, Session session) throws IOException {
      session.getBasicRemote().sendText(BIG);
    }
  }

  /** Waits for nothing. */
  @ServerEndpoint("/async")
  public static class Async extends Counted {
    @OnMessage
    public void take(String text, Session session) {
      session.getAsyncRemote().sendText(BIG);
    }
  }

  /** Returns a long answer. */
  @ServerEndpoint("/returned")
  public static class Returned extends Counted {
    @OnMessage
    public String take(String text) {
      return BIG;
    }
  }

  /** Takes messages in parts; answers the last one with their number of characters or bytes. */
  @ServerEndpoint("/parts")
  public static class Parts extends Counted {
    private long size;

    @OnMessage
    public void take(String part, boolean last, Session session) throws IOException {
      add(part.length(), last, session);
    }

    @OnMessage
    public void take(ByteBuffer part, boolean last, Session session) throws IOException {
      add(part.remaining(), last, session);
    }

    private void add(int more, boolean last, Session session) throws IOException {
      size += more;
      if (last) {
        session.getBasicRemote().sendText(String.valueOf(size));
        size = 0;
      }
    }
  }

  /** Takes its time. */
  @ServerEndpoint("/sleepy")
  public static class Sleepy extends Counted {
    @OnMessage
    public void take(ByteBuffer bytes) throws InterruptedException {
      Thread.sleep(500); // stands for a slow database
    }
  }

  /** Says goodbye at the first message. */
  @ServerEndpoint("/closing")
  public static class Closing extends Counted {
    @OnMessage
    public void take(String text, Session session) throws IOException {
      session.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, "enough"));
    }
  }

  /** Sends as many answers as it is told, and counts when they are done. */
  @ServerEndpoint("/completions")
  public static class Completions extends Counted {
    @OnMessage
    public void take(int count, Session session) {
      send(count, session);
    }
  }

  /** Sends what it is told, "policy size count", by that policy and without looking back. */
  @ServerEndpoint("/flood")
  public static class Flood extends Counted {
    @OnMessage
    public void take(String order, Session session) {
      String[] words = order.split(" ", -1);
      Connection connection = Connection.of(session);
      connection.outbound().overflow(Overflow.valueOf(words[0]));
      int size = Integer.parseInt(words[1]);
      for (int i = Integer.parseInt(words[2]); i > 0; i--) {
        SendOutcome outcome = connection.send(OutboundMessage.binary(new byte[size]));
        outcome.completion().whenComplete((done, why) -> Writes.ended(size, why == null));
        Writes.begun(size);
      }
    }
  }

  /** Brings what one says to all. */
  @ServerEndpoint("/room/{name}")
  public static class Room {
    @OnOpen
    public void join(Session session, @PathParam("name") String name) {
      SESSIONS.incrementAndGet();
      Connection connection = Connection.of(session);
      topics(connection).subscribe(connection, "room." + name);
      connection.send(OutboundMessage.text("in"));
    }

    @OnMessage
    public void say(String text, Session session, @PathParam("name") String name) {
      Connection connection = Connection.of(session);
      topics(connection).publish("room." + name, OutboundMessage.text(text));
    }

    @OnClose
    public void leave() {
      SESSIONS.decrementAndGet();
    }

    @OnError
    public void failed(Throwable failure) {}

    private static Topics topics(Connection connection) {
      return connection.unwrap(Topics.class).orElseThrow();
    }
  }

  private static void send(int count, Session session) {
    for (int i = 0; i < count; i++) {
      Writes.begun(ANSWER);
      session.getAsyncRemote().sendText(BIG, result -> Writes.ended(ANSWER, result.isOK()));
    }
  }

  /** What nobody hosts: echoes, blocks for a long answer, or sends and counts. */
  public static final class Programmatic extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      SESSIONS.incrementAndGet();
      session.addMessageHandler(String.class, (MessageHandler.Whole<String>) t -> take(t, session));
    }

    private static void take(String text, Session session) {
      try {
        if (text.equals("big")) {
          session.getBasicRemote().sendText(BIG);
        } else if (text.startsWith("count ")) {
          send(Integer.parseInt(text.substring(6)), session);
        } else {
          session.getBasicRemote().sendText(text);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
      SESSIONS.decrementAndGet();
    }

    @Override
    public void onError(Session session, Throwable failure) {}
  }
}
