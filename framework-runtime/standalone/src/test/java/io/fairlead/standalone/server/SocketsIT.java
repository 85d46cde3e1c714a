package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.admission.AdmissionResult;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for TCP connections before they have said what they want. */
@Timeout(120)
class SocketsIT {

  private static final String HANDSHAKE = RawClient.handshake("/echo");
  private static final String HALF = HANDSHAKE.substring(0, HANDSHAKE.length() - 2);

  private final List<RawClient> clients = new ArrayList<>();
  private TestServer server;

  private void start(String... settings) throws Exception {
    start(builder -> builder, settings);
  }

  private void start(UnaryOperator<NettyServer.Builder> more, String... settings) throws Exception {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put("fairlead." + settings[i], settings[i + 1]);
    }
    server = TestServer.start(all, more);
  }

  @AfterEach
  void stop() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    server.close();
  }

  private RawClient from(String address) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    RawClient client =
        new RawClient(new Socket(here, server.port(), InetAddress.getByName(address), 0));
    clients.add(client);
    return client;
  }

  private RawClient client() throws IOException {
    return from("127.0.0.1");
  }

  private static void sendIfPossible(RawClient client, String text) {
    try {
      client.send(text);
    } catch (IOException e) {
      // the server has ended it
    }
  }

  private static void echoes(RawClient client) throws IOException {
    client.send(RawClient.text("hello"));
    assertThat(client.frame().text()).isEqualTo("hello");
  }

  /** By a close or a reset; what came before does not matter. */
  private static void ends(RawClient client) throws IOException {
    try {
      client.socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  // --- half-open handshakes --------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"1000", "100"})
  void halfOpenHandshakesKeepNobodyOutAndEndAtTheirDeadline(String ofAddress) throws Exception {
    start("server.handshake-timeout", "1s", "limits.sockets-per-address", ofAddress);
    try (RawClient old = server.client().open("/echo")) {
      for (int i = 0; i < 500; i++) {
        RawClient half = client();
        if (i % 3 > 0) {
          sendIfPossible(half, i % 3 == 1 ? HALF : "G");
        }
        if (i % 50 == 0) {
          echoes(old);
          try (RawClient young = server.client().open("/echo")) {
            echoes(young);
          }
        }
      }
      for (char sign : HALF.substring(1, 30).toCharArray()) {
        for (int i = 2; i < 500; i += 3) {
          sendIfPossible(clients.get(i), String.valueOf(sign));
        }
        echoes(old);
      }
      await().until(() -> server.server.connections() == 1);
      echoes(old);
    }
    for (RawClient half : clients) {
      ends(half);
    }
    await().until(() -> server.server.connections() == 0);
    assertThat(server.recording.sessions).isEmpty();
  }

  // --- all together ----------------------------------------------------------------------------

  @Test
  void newSocketIsResetWhereAllOthersAreWebSockets() throws Exception {
    start("limits.sockets", "20");
    for (int i = 0; i < 20; i++) {
      client().open("/echo");
    }
    for (int i = 0; i < 5; i++) {
      RawClient refused = client();
      sendIfPossible(refused, HANDSHAKE);
      ends(refused);
    }
    assertThat(server.server.connections()).isEqualTo(20);
    for (RawClient client : clients.subList(0, 20)) {
      echoes(client);
    }

    clients.get(3).reset();
    await().until(() -> server.server.connections() == 19);
    echoes(client().open("/echo"));
  }

  @Test
  void socketThatWaitsIsGivenUpForNewOne() throws Exception {
    start("limits.sockets", "20");
    for (int i = 0; i < 20; i++) {
      client().send(HALF);
    }
    await().until(() -> server.server.connections() == 20);
    try (RawClient late = server.client().open("/echo")) {
      echoes(late);
    }
    RawClient given = await().until(this::firstWithAnswer, Objects::nonNull);
    RawClient.Response last = given.response();
    assertThat(last.status()).isEqualTo(503);
    assertThat(last.header("Retry-After")).isEqualTo("5");
    ends(given);
    clients.remove(given);
    for (RawClient other : clients) {
      assertThat(other.send("\r\n").response().status()).isEqualTo(101);
    }
  }

  private @Nullable RawClient firstWithAnswer() throws IOException {
    for (RawClient client : clients) {
      if (client.socket.getInputStream().available() > 0) {
        return client;
      }
    }
    return null;
  }

  // --- of one address --------------------------------------------------------------------------

  private final CompletableFuture<AdmissionResult> pending = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();

  private UnaryOperator<NettyServer.Builder> undecided() {
    return builder ->
        builder.admission(
            request -> {
              asked.incrementAndGet();
              return pending;
            });
  }

  @Test
  void addressWithAllSocketsBusyIsResetAndOthersAreServed() throws Exception {
    start(undecided(), "limits.sockets-per-address", "3");
    for (int i = 0; i < 3; i++) {
      from("127.0.0.7").send(HANDSHAKE);
    }
    await().until(() -> asked.get() == 3);
    for (int i = 0; i < 5; i++) {
      RawClient refused = from("127.0.0.7");
      sendIfPossible(refused, HANDSHAKE);
      ends(refused);
    }
    RawClient other = from("127.0.0.8").send(HANDSHAKE);
    pending.complete(TestServer.admitted("anna"));
    for (RawClient client : List.of(clients.get(0), clients.get(1), clients.get(2), other)) {
      assertThat(client.response().status()).isEqualTo(101);
    }
    echoes(from("127.0.0.7").open("/echo")); // WebSocket connections do not count
  }

  @Test
  void socketsOfTrustedProxyAreNotCounted() throws Exception {
    start(undecided(), "limits.sockets-per-address", "3", "trusted-proxies", "127.0.0.7");
    for (int i = 0; i < 10; i++) {
      from("127.0.0.7").send(HANDSHAKE);
    }
    await().until(() -> asked.get() == 10);
    pending.complete(TestServer.admitted("anna"));
    for (RawClient client : clients) {
      assertThat(client.response().status()).isEqualTo(101);
    }
  }
}
