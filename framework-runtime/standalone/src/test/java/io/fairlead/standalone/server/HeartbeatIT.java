package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.NonBlocking;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.RoundTripTime;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.server.RawClient.Received;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pings, silence and idleness, over sockets. */
@Timeout(90)
class HeartbeatIT {

  private static final int PING = 9;
  private static final int PONG = 0x8A;

  private Fairlead fairlead;

  @BeforeEach
  void forget() {
    Told.CLOSED.clear();
    Told.PONGS.clear();
    Told.SEEN.clear();
    Stuck.release = new CompletableFuture<>();
  }

  @AfterEach
  void stop() {
    Stuck.release.complete(null);
    fairlead.close();
  }

  private void start(String... settings) throws Exception {
    Fairlead.Builder builder =
        Fairlead.builder()
            .endpoint(Plain.class)
            .endpoint(Quick.class)
            .endpoint(Stuck.class)
            .set("fairlead.auth.mode", "none")
            .port(0);
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    fairlead = builder.start();
  }

  private RawClient open(String path) throws IOException {
    return RawClient.connect(fairlead.port()).open(path);
  }

  private Connection only() {
    assertThat(fairlead.connections().size()).isEqualTo(1);
    return fairlead.connections().all().iterator().next();
  }

  private void awaitNobody() {
    await().atMost(Duration.ofSeconds(30)).until(() -> fairlead.connections().size() == 0);
  }

  /** What an endpoint hears. */
  public abstract static class Told {
    static final List<String> CLOSED = new CopyOnWriteArrayList<>();
    static final List<String> PONGS = new CopyOnWriteArrayList<>();
    static final List<String> SEEN = new CopyOnWriteArrayList<>();

    /** Notes. */
    @OnClose
    public void close(CloseReason reason) {
      CLOSED.add(reason.getCloseCode().getCode() + " " + reason.getReasonPhrase());
    }
  }

  /** Does as it is told. */
  @ServerEndpoint("/plain")
  public static class Plain extends Told {
    /** Answers. */
    @OnMessage
    public String text(String command, Session session) throws IOException {
      switch (command) {
        case "ping" -> session.getBasicRemote().sendPing(ByteBuffer.wrap("mine".getBytes("UTF-8")));
        case "idle" -> session.setMaxIdleTimeout(500);
        case "default" -> session.getContainer().setDefaultMaxSessionIdleTimeout(600);
        case "own" ->
            Connection.of(session).heartbeat(Duration.ofMillis(200), Duration.ofMillis(300));
        case "limit" -> {
          return "" + session.getMaxIdleTimeout();
        }
        case "often" ->
            Connection.of(session).heartbeat(Duration.ofMillis(100), Duration.ofSeconds(30));
        default -> {}
      }
      return command;
    }

    /** Notes. */
    @OnMessage
    public void pong(PongMessage pong) {
      PONGS.add(StandardCharsets.UTF_8.decode(pong.getApplicationData()).toString());
    }
  }

  /** On the event loop. */
  @NonBlocking
  @ServerEndpoint("/quick")
  public static class Quick extends Told {
    /** Echoes. */
    @OnMessage
    public String text(String text) {
      return text;
    }
  }

  /** Is busy with its first message until it is released. */
  @ServerEndpoint("/stuck")
  public static class Stuck extends Told {
    static volatile CompletableFuture<Void> release = new CompletableFuture<>();

    /** Notes. */
    @OnOpen
    public void open(Session session) {
      SEEN.add("open");
    }

    /** Waits without a thread. */
    @OnMessage
    public CompletionStage<Void> text(String text) {
      SEEN.add(text);
      return release;
    }
  }

  /** Reads up to the next ping; what comes before is noted. */
  private static Received ping(RawClient client, List<String> texts) throws IOException {
    while (true) {
      Received frame = client.frame();
      if (frame.opcode() == PING) {
        return frame;
      }
      texts.add(frame.text());
    }
  }

  /** Reads to the end without an answer to anything; the number of pings seen. */
  private static int readToTheEnd(RawClient client) throws IOException {
    int pings = 0;
    try {
      while (true) {
        assertThat(client.frame().opcode())
            .as("no close frame is sent to the dead")
            .isEqualTo(PING);
        pings++;
      }
    } catch (java.io.EOFException | SocketException e) {
      return pings;
    }
  }

  @Test
  void peerThatAnswersNoPingIsDroppedAndTheEndpointHears1006() throws Exception {
    start("fairlead.heartbeat.interval", "200ms", "fairlead.heartbeat.timeout", "300ms");
    for (String path : List.of("/plain", "/quick")) {
      Told.CLOSED.clear();
      try (RawClient client = open(path)) {
        assertThat(readToTheEnd(client)).isEqualTo(1);
      }
      awaitNobody();
      assertThat(Told.CLOSED).containsExactly("1006 no pong within 300 ms");
    }
  }

  @Test
  void peersThatDoNotEvenReadAreReclaimedAndOthersStay() throws Exception {
    start("fairlead.heartbeat.interval", "0s");
    List<RawClient> vanished = new ArrayList<>();
    try (RawClient living = open("/plain")) {
      await().until(() -> fairlead.connections().size() == 1);
      only().heartbeat(Duration.ofMillis(200), Duration.ofSeconds(30));
      String id = only().id();
      for (int i = 0; i < 50; i++) {
        vanished.add(open("/plain"));
      }
      await().until(() -> fairlead.connections().size() == 51);
      fairlead.connections().all().stream()
          .filter(connection -> !connection.id().equals(id))
          .forEach(each -> each.heartbeat(Duration.ofMillis(200), Duration.ofSeconds(2)));
      while (fairlead.connections().size() > 1) {
        living.send(RawClient.frame(PONG, ping(living, new ArrayList<>()).payload()));
      }
      living.send(RawClient.text("still here"));
      List<String> texts = new ArrayList<>();
      while (!texts.contains("still here")) {
        living.send(RawClient.frame(PONG, ping(living, texts).payload()));
      }
    } finally {
      for (RawClient client : vanished) {
        client.close();
      }
    }
    assertThat(Told.CLOSED.stream().filter(c -> c.equals("1006 no pong within 2000 ms")))
        .hasSize(50);
  }

  @Test
  void peerThatAnswersStaysAndItsRoundTripsAreMeasured() throws Exception {
    start("fairlead.heartbeat.interval", "100ms", "fairlead.heartbeat.timeout", "10s");
    try (RawClient client = open("/plain")) {
      List<String> texts = new ArrayList<>();
      Set<ByteBuffer> payloads = new HashSet<>();
      for (int i = 0; i < 8; i++) {
        Received ping = ping(client, texts);
        assertThat(payloads.add(ByteBuffer.wrap(ping.payload()))).as("each is new").isTrue();
        client.send(RawClient.frame(PONG, ping.payload()));
      }
      client.send(RawClient.text("there"));
      while (!texts.contains("there")) {
        client.send(RawClient.frame(PONG, ping(client, texts).payload()));
      }
      RoundTripTime time = only().roundTripTime().orElseThrow();
      assertThat(time.last()).isPositive().isLessThan(Duration.ofSeconds(10));
      assertThat(time.smoothed()).isPositive().isLessThan(Duration.ofSeconds(10));
      assertThat(Told.CLOSED).isEmpty();
    }
  }

  @Test
  void onlyPongsOfItsOwnPingsReachTheEndpoint() throws Exception {
    start("fairlead.heartbeat.interval", "100ms", "fairlead.heartbeat.timeout", "10s");
    try (RawClient client = open("/plain")) {
      client.send(RawClient.text("ping"));
      Set<String> answered = new HashSet<>();
      while (!answered.contains("mine") || answered.size() < 4) {
        byte[] payload = ping(client, new ArrayList<>()).payload();
        answered.add(new String(payload, StandardCharsets.UTF_8));
        client.send(RawClient.frame(PONG, payload));
      }
      client.send(RawClient.frame(PONG, RawClient.latin("unsolicited")));

      await().until(() -> Told.PONGS.contains("unsolicited"));
      assertThat(Told.PONGS).containsExactly("mine", "unsolicited");
    }
  }

  @Test
  void byDefaultThereIsTimeEnough() throws Exception {
    start();
    try (RawClient client = open("/plain")) {
      client.send(RawClient.text("own"));
      assertThat(client.frame().text()).isEqualTo("own");
      assertThat(readToTheEnd(client)).as("but a connection can have its own").isEqualTo(1);
    }
    awaitNobody();
  }

  @Test
  void noPongIsMissedWhileTheEndpointTakesNothing() throws Exception {
    start("fairlead.heartbeat.interval", "0s", "fairlead.inbound.max-messages", "2");
    try (RawClient client = open("/stuck")) {
      for (int i = 0; i < 6; i++) {
        client.send(RawClient.text("m" + i));
      }
      await().until(() -> Told.SEEN.contains("m0"));
      only().heartbeat(Duration.ofMillis(100), Duration.ofMillis(300));
      RawClient measure = open("/plain");
      measure.send(RawClient.text("often"));
      // ten of another's pings are as long as several timeouts of this one, which is silent
      for (int i = 0; i < 10; i++) {
        measure.send(RawClient.frame(PONG, ping(measure, new ArrayList<>()).payload()));
      }
      assertThat(Told.CLOSED).isEmpty();

      Stuck.release.complete(null);
      await().until(() -> Told.SEEN.contains("m5"));
      assertThat(Told.SEEN).containsExactly("open", "m0", "m1", "m2", "m3", "m4", "m5");
      assertThat(readToTheEnd(client)).isPositive();
      measure.close();
    }
    awaitNobody();
  }

  @Test
  void stuckEndpointCostsItsConnection() throws Exception {
    start(
        "fairlead.heartbeat.interval", "100ms",
        "fairlead.heartbeat.timeout", "300ms",
        "fairlead.inbound.max-messages", "2",
        "fairlead.inbound.handler-timeout", "200ms",
        "fairlead.inbound.stall-timeout", "600ms");
    try (RawClient client = open("/stuck")) {
      for (int i = 0; i < 6; i++) {
        client.send(RawClient.text("m" + i));
      }
      readToTheEnd(client);
    }
    awaitNobody();
    assertThat(Told.CLOSED).containsExactly("1006 the endpoint took no message for 600 ms");
  }

  private static String textBehindPings(RawClient client) throws IOException {
    Received frame = client.frame();
    while (frame.opcode() == PING) {
      client.send(RawClient.frame(PONG, frame.payload()));
      frame = client.frame();
    }
    return frame.opcode() == 8 ? frame.closeCode() + " " + frame.text().substring(2) : frame.text();
  }

  @Test
  void idleConnectionIsClosedWith1001WhateverPongsItSends() throws Exception {
    start(
        "fairlead.heartbeat.interval", "100ms",
        "fairlead.heartbeat.timeout", "10s",
        "fairlead.limits.idle-timeout", "700ms");
    try (RawClient client = open("/plain")) {
      client.send(RawClient.text("limit"));
      assertThat(textBehindPings(client)).isEqualTo("700");
      assertThat(textBehindPings(client)).startsWith("1001 ").endsWith("idle for 700 ms");
      client.send(RawClient.close(1001));
    }
    awaitNobody();
    assertThat(Told.CLOSED).containsExactly("1001 idle for 700 ms");
  }

  @Test
  void idleLimitOfOneSessionIsItsOwn() throws Exception {
    start();
    try (RawClient idle = open("/plain");
        RawClient other = open("/plain")) {
      idle.send(RawClient.text("idle"));
      assertThat(idle.frame().text()).isEqualTo("idle");
      assertThat(idle.frame().closeCode()).isEqualTo(1001);
      idle.send(RawClient.close(1001));

      await().until(() -> fairlead.connections().size() == 1);
      other.send(RawClient.text("limit"));
      assertThat(other.frame().text()).isEqualTo("0");
    }
  }

  @Test
  void idleLimitThatTheApplicationGaveTheContainerHolds() throws Exception {
    start();
    try (RawClient first = open("/plain")) {
      first.send(RawClient.text("default"));
      assertThat(first.frame().text()).isEqualTo("default");
    }
    try (RawClient second = open("/plain")) {
      second.send(RawClient.text("limit"));
      assertThat(second.frame().text()).isEqualTo("600");
      assertThat(second.frame().closeCode()).isEqualTo(1001);
    }
  }
}
