package io.fairlead.standalone.hostile;

import io.fairlead.api.NonBlocking;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sends more than a queue holds, blocking, from every place where user code runs. */
final class Callbacks {

  static final Queue<String> JOURNAL = new ConcurrentLinkedQueue<>();
  static final List<Class<?>> HOSTED = List.of(OnWorkers.class, OnEventLoop.class);

  private static final int COUNT = 200; // of 64 KiB, where a queue takes 8 MiB
  private static final String BIG = "c".repeat(64 * 1024);

  private Callbacks() {}

  /** Goes through all of it on one thread; notes how it ended. */
  private static void flood(Session session, String place) {
    String end = "sent";
    try {
      for (int i = 0; i < COUNT; i++) {
        session.getBasicRemote().sendText(BIG);
      }
    } catch (IOException | RuntimeException e) {
      end = "refused";
    }
    JOURNAL.add(place + " " + end);
  }

  /** All of it. */
  public abstract static class Everywhere {
    final String where;

    Everywhere(String where) {
      this.where = where;
    }

    @OnOpen
    public void open(Session session) {
      flood(session, where + " open");
      session.addMessageHandler(
          ByteBuffer.class,
          (MessageHandler.Whole<ByteBuffer>) bytes -> flood(session, where + " added handler"));
    }

    @OnMessage
    public void take(String text, Session session) {
      switch (text) {
        case "message" -> flood(session, where + " message");
        case "handler" ->
            session
                .getAsyncRemote()
                .sendText("x", result -> flood(session, where + " send handler"));
        case "thread" -> new Thread(() -> flood(session, where + " thread")).start();
        default -> throw new IllegalArgumentException(text);
      }
    }

    @OnError
    public void failed(Session session, Throwable failure) {
      flood(session, where + " error");
    }

    @OnClose
    public void close(Session session) {
      flood(session, where + " close");
    }
  }

  /** On worker threads. */
  @ServerEndpoint("/callbacks")
  public static class OnWorkers extends Everywhere {
    public OnWorkers() {
      super("worker");
    }
  }

  /** On the event loop. */
  @NonBlocking
  @ServerEndpoint("/callbacks-non-blocking")
  public static class OnEventLoop extends Everywhere {
    public OnEventLoop() {
      super("loop");
    }
  }
}
