package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Sends as it is told, by every method that the specification has. */
@ServerEndpoint(value = "/sending", configurator = FairleadConfigurator.class)
public class Sending extends Noted {

  /** Greets before any message came. */
  @Override
  @OnOpen
  public void opened(Session session) {
    super.opened(session);
    if (tag().startsWith("greet")) {
      try {
        session.getBasicRemote().sendText("hello");
        session.getAsyncRemote().sendText("again");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** {@code storm THREADS COUNT}, {@code burst COUNT CODE REASON}, {@code complete COUNT}. */
  @OnMessage
  public void command(String command, Session session) throws Exception {
    String[] words = command.split(" ", 4);
    int number = Integer.parseInt(words[1]);
    switch (words[0]) {
      case "storm" -> storm(session, number, Integer.parseInt(words[2]));
      case "burst" -> burst(session, number, Integer.parseInt(words[2]), words[3]);
      case "complete" -> complete(session, number);
      default -> throw new IllegalArgumentException(command);
    }
  }

  private static void storm(Session session, int threads, int count) throws Exception {
    List<Thread> started = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int sender = t;
      Thread thread = new Thread(() -> send(session, sender, count), "contract-sender-" + t);
      thread.setDaemon(true);
      thread.start();
      started.add(thread);
    }
    for (Thread thread : started) {
      thread.join();
    }
    session.getBasicRemote().sendText("done");
  }

  private static void send(Session session, int sender, int count) {
    RemoteEndpoint.Basic basic = session.getBasicRemote();
    RemoteEndpoint.Async async = session.getAsyncRemote();
    try {
      for (int i = 0; i < count; i++) {
        String text = sender + ":" + i;
        switch (i % 3) {
          case 0 -> basic.sendText(text);
          case 1 -> async.sendText(text);
          default -> async.sendText(text, Sending::expectSent);
        }
        if (i % 20 == 0) {
          basic.sendPing(ByteBuffer.wrap(new byte[] {(byte) sender}));
        }
      }
    } catch (IOException | RuntimeException e) {
      Events.note("storm failed " + e);
    }
  }

  private static void expectSent(SendResult result) {
    if (!result.isOK()) {
      Events.note("storm failed " + result.getException());
    }
  }

  private static void burst(Session session, int count, int code, String reason)
      throws IOException {
    for (int i = 0; i < count; i++) {
      session.getAsyncRemote().sendText("burst " + i);
    }
    session.close(new CloseReason(() -> code, reason));
  }

  private static void complete(Session session, int count) throws Exception {
    RemoteEndpoint.Async async = session.getAsyncRemote();
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      futures.add(async.sendText("future " + i));
      CompletableFuture<SendResult> told = new CompletableFuture<>();
      async.sendBinary(ByteBuffer.wrap(new byte[] {(byte) i}), told::complete);
      futures.add(told.thenAccept(Sending::requireSent));
    }
    for (Future<?> future : futures) {
      future.get(30, TimeUnit.SECONDS);
    }
    session.getBasicRemote().sendText("completed " + futures.size());
  }

  private static void requireSent(SendResult result) {
    if (!result.isOK()) {
      throw new IllegalStateException(result.getException());
    }
  }
}
