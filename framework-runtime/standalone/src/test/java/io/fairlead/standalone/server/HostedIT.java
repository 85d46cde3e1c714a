package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.NonBlocking;
import io.fairlead.core.FairleadRuntime;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.standalone.tyrus.NettyTransport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Annotated endpoints behind the runtime, on this server's transport. */
@Timeout(90)
class HostedIT {

  private CallbackExecutor callbacks;
  private FairleadRuntime runtime;
  private NettyServer server;

  @BeforeEach
  void start() throws Exception {
    Leaks.watch();
    FairleadConfig config =
        FairleadConfig.of(
            Map.of(
                "fairlead.server.port", "0",
                "fairlead.auth.mode", "none",
                "fairlead.outbound.close-timeout", "2s"));
    callbacks = CallbackExecutor.of(config);
    runtime =
        FairleadRuntime.builder(config)
            .callbacks(callbacks)
            .transports(NettyTransport.factory())
            .build();
    server =
        NettyServer.builder(config)
            .admission(runtime.admission())
            .hosting(runtime.endpoints()::deploy)
            .callbacks(callbacks)
            .build();
    for (Class<?> type : List.of(Echo.class, Quick.class, Busy.class, Where.class, Guarded.class)) {
      server.container().addEndpoint(type);
    }
    server.start();
    Busy.RELEASE.set(new CompletableFuture<>());
    Busy.SEEN.set(0);
    Echo.CLOSED.clear();
  }

  @AfterEach
  void stop() {
    server.stop(Duration.ofSeconds(2));
    runtime.close();
    callbacks.shutdown(Duration.ofSeconds(1));
    Leaks.assertNone();
  }

  private RawClient client(String path) throws IOException {
    return RawClient.connect(server.port()).open(path);
  }

  /** Echoes, off the event loop. */
  @ServerEndpoint("/echo/{name}")
  public static final class Echo {
    static final List<Integer> CLOSED = new CopyOnWriteArrayList<>();

    /** Tells what it knows. */
    @OnOpen
    public void open(Session session, @PathParam("name") String name) throws IOException {
      session.getBasicRemote().sendText(name + " " + session.getRequestParameterMap().get("role"));
    }

    /** Echoes. */
    @OnMessage
    public String text(String text) {
      if (Thread.currentThread().getName().startsWith("fairlead-io")) {
        return "on the event loop";
      }
      return text;
    }

    /** Echoes. */
    @OnMessage
    public byte[] binary(byte[] bytes) {
      return bytes;
    }

    /** Writes it down. */
    @OnClose
    public void close(CloseReason reason) {
      CLOSED.add(reason.getCloseCode().getCode());
    }
  }

  /** Echoes on the event loop. */
  @NonBlocking
  @ServerEndpoint("/quick")
  public static final class Quick {

    /** Echoes. */
    @OnMessage
    public String text(String text) {
      return Thread.currentThread().getName().startsWith("fairlead-io") ? text : "elsewhere";
    }
  }

  /** Takes its time. */
  @ServerEndpoint("/busy")
  public static final class Busy {
    static final java.util.concurrent.atomic.AtomicReference<CompletableFuture<Void>> RELEASE =
        new java.util.concurrent.atomic.AtomicReference<>(new CompletableFuture<>());
    static final AtomicInteger SEEN = new AtomicInteger();

    /** Waits. */
    @OnMessage
    public void text(String text) {
      RELEASE.get().join();
      SEEN.incrementAndGet();
    }
  }

  /** Has a Configurator that takes its time. */
  @ServerEndpoint(value = "/guarded", configurator = Guard.class)
  public static class Guarded {}

  /** Waits. */
  public static class Guard extends ServerEndpointConfig.Configurator {
    static final AtomicInteger WAITING = new AtomicInteger();
    static volatile CompletableFuture<Void> open = new CompletableFuture<>();

    @Override
    public void modifyHandshake(
        ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
      WAITING.incrementAndGet();
      open.join();
    }
  }

  @Test
  void configuratorThatBlocksHoldsUpNobodyElse() throws Exception {
    Guard.WAITING.set(0);
    Guard.open = new CompletableFuture<>();
    List<RawClient> waiting = new ArrayList<>();
    for (int i = 0; i < 12; i++) { // more than there are event loops here
      waiting.add(RawClient.connect(server.port()).send(RawClient.handshake("/guarded")));
    }
    await().untilAtomic(Guard.WAITING, org.hamcrest.Matchers.is(12));
    for (int i = 0; i < 12; i++) {
      try (RawClient client = client("/quick")) {
        client.send(RawClient.text("there"));
        assertThat(client.frame().text()).isEqualTo("there");
      }
    }
    Guard.open.complete(null);
    for (RawClient client : waiting) {
      assertThat(client.response().status()).isEqualTo(101);
      client.close();
    }
  }

  /** Tells what it was asked for. */
  @ServerEndpoint("/where/{path}/")
  public static class Where {

    /** Answers. */
    @OnMessage
    public String text(String text, Session session) {
      return session.getRequestURI().toString();
    }
  }

  @Test
  void sessionKnowsPathAndQueryParametersApart() throws Exception {
    try (RawClient client = client("/echo/anna?role=admin&name=eve")) {
      assertThat(client.frame().text()).isEqualTo("anna [admin]");
    }
  }

  @Test
  void sessionTellsTheUriAsTheClientAskedForIt() throws Exception {
    try (RawClient client = client("/where/a%20b%25/?q=1%202&z")) {
      client.send(RawClient.text("?"));
      assertThat(client.frame().text()).isEqualTo("ws://127.0.0.1/where/a%20b%25/?q=1%202&z");
    }
  }

  @Test
  void echoesManyMessagesInOrder() throws Exception {
    for (String path : List.of("/quick", "/echo/x")) {
      try (RawClient client = client(path)) {
        if (path.startsWith("/echo")) {
          client.frame();
        }
        byte[] all = new byte[0];
        for (int i = 0; i < 200; i++) {
          all = RawClient.join(all, RawClient.text("m" + i));
        }
        client.send(all);
        for (int i = 0; i < 200; i++) {
          assertThat(client.frame().text()).isEqualTo("m" + i);
        }
        byte[] big = RawClient.text("y".repeat(900_000));
        if (path.equals("/quick")) {
          client.send(big);
          assertThat(client.frame().text()).hasSize(900_000);
        } else {
          client.send(RawClient.frame(0x82, new byte[900_000]));
          assertThat(client.frame().payload()).hasSize(900_000);
        }
      }
    }
  }

  @Test
  void stopsReadingWhileEndpointIsBusyAndLosesNothing() throws Exception {
    byte[] message = RawClient.text("m".repeat(50_000));
    try (RawClient client = client("/busy")) {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; i < 1_000; i++) {
                    client.send(message);
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(10))
          .until(() -> !sent.isDone());
      Busy.RELEASE.get().complete(null);
      sent.get(60, TimeUnit.SECONDS);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAtomic(Busy.SEEN, org.hamcrest.Matchers.is(1_000));
    }
  }

  @Test
  void tellsEndpointOnceHowItEnded() throws Exception {
    try (RawClient client = client("/echo/x")) {
      client.frame();
      client.send(RawClient.close(4001));
      assertThat(client.frame().closeCode()).isEqualTo(4001);
      assertThat(client.ended()).isTrue();
    }
    await().until(() -> Echo.CLOSED.equals(List.of(4001)));
    for (int i = 0; i < 10; i++) {
      RawClient client = client("/echo/x");
      client.frame();
      client.reset();
    }
    await().until(() -> Echo.CLOSED.size() == 11);
    assertThat(Echo.CLOSED.subList(1, 11)).containsOnly(1006);
    await().until(() -> server.connections() == 0);
  }

  @Test
  void pingFloodOfClientThatDoesNotReadKeepsOnePong() throws Exception {
    byte[] ping = RawClient.frame(0x89, new byte[125]);
    byte[] many = new byte[ping.length * 500];
    for (int i = 0; i < 500; i++) {
      System.arraycopy(ping, 0, many, i * ping.length, ping.length);
    }
    try (RawClient client = client("/quick")) {
      for (int i = 0; i < 240; i++) { // 15 MB, not one pong read
        client.send(many);
      }
      client.send(RawClient.frame(0x89, new byte[] {42}));
      int pongs = 1;
      while (client.frame().payload().length != 1) {
        pongs++;
      }
      assertThat(pongs).as("pongs for 120,001 pings").isLessThan(100_000);
      client.send(RawClient.text("still there"));
      assertThat(client.frame().text()).isEqualTo("still there");
    }
  }

  @Test
  void messageOverTheLimitClosesWith1009() throws Exception {
    try (RawClient client = client("/echo/x")) {
      client.frame();
      client.send(java.util.HexFormat.of().parseHex("82FF0000000000100001"));
      assertThat(client.frame().closeCode()).isEqualTo(1009);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void answersWhatCameBeforeTheCloseFrameInTheSamePacket() throws Exception {
    for (int round = 0; round < 50; round++) {
      try (RawClient client = client("/echo/ann")) {
        client.frame(); // the greeting
        client.send(
            RawClient.join(RawClient.text("one"), RawClient.text("two"), RawClient.close(1000)));
        assertThat(client.frame().text()).isEqualTo("one");
        assertThat(client.frame().text()).isEqualTo("two");
        assertThat(client.frame().closeCode()).isEqualTo(1000);
        assertThat(client.ended()).isTrue();
      }
    }
    await().untilAsserted(() -> assertThat(Echo.CLOSED).hasSize(50).containsOnly(1000));
  }

  @Test
  void answersWhatCameBeforeAViolation() throws Exception {
    try (RawClient client = client("/echo/ann")) {
      client.frame();
      client.send(RawClient.join(RawClient.text("one"), new byte[] {(byte) 0xf1, 0}));
      assertThat(client.frame().text()).isEqualTo("one");
      assertThat(client.frame().closeCode()).isEqualTo(1002);
    }
  }

  @Test
  void closeIsAnsweredInTimeAlthoughTheEndpointIsBusy() throws Exception {
    try (RawClient client = client("/busy")) {
      client.send(RawClient.join(RawClient.text("hold"), RawClient.close(1000)));
      assertThat(client.frame().closeCode()).isEqualTo(1000); // after close-timeout, 2 s
    } finally {
      Busy.RELEASE.get().complete(null);
    }
  }
}
