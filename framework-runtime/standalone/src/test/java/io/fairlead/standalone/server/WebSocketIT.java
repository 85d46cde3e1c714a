package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class WebSocketIT {

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.start(
            Map.of(
                "fairlead.limits.message-bytes", "200000",
                "fairlead.outbound.close-timeout", "1s"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  // --- messages --------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 200_000})
  void echoesTextAndBinaryOfEveryLengthForm(int size) throws Exception {
    String text = "x".repeat(size);
    try (RawClient client = server.client().open("/echo")) {
      client.send(RawClient.text(text));
      RawClient.Received echoed = client.frame();
      assertThat(echoed.text()).isEqualTo(text);
      assertThat(echoed.masked()).isFalse();

      client.send(RawClient.frame(0x82, text.getBytes(StandardCharsets.UTF_8)));
      assertThat(client.frame().payload()).hasSize(size);
    }
  }

  @Test
  void talksWithClientOfTheJdk() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + server.port() + "/echo"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
                    answer.complete(data.toString());
                    return null;
                  }
                })
            .get(10, TimeUnit.SECONDS);
    socket.sendText("grüße", true);

    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("grüße");
    socket.sendClose(1000, "done").get(10, TimeUnit.SECONDS);
    await().until(() -> server.recording.closed.size() == 1);
    assertThat(server.recording.closed.get(0).getReasonPhrase()).isEqualTo("done");
  }

  @Test
  void joinsFragmentsAroundControlFrames() throws Exception {
    try (RawClient client = server.client().open("/echo")) {
      client.send(
          RawClient.join(
              RawClient.frame(0x01, "Hel".getBytes(StandardCharsets.UTF_8)),
              RawClient.frame(0x89, new byte[] {1, 2}),
              RawClient.frame(0x80, "lo".getBytes(StandardCharsets.UTF_8))));

      RawClient.Received pong = client.frame();
      assertThat(pong.opcode()).isEqualTo(10);
      assertThat(pong.payload()).containsExactly(1, 2);
      assertThat(client.frame().text()).isEqualTo("Hello");
    }
  }

  @Test
  void takesRequestAndFramesByteByByte() throws Exception {
    try (RawClient client = server.client()) {
      client.sendChopped(RawClient.latin(RawClient.handshake("/echo")));
      assertThat(client.response().header("Sec-WebSocket-Accept")).isEqualTo(RawClient.ACCEPT);
      client.sendChopped(RawClient.text("chopped ".repeat(30)));
      assertThat(client.frame().text()).isEqualTo("chopped ".repeat(30));
    }
  }

  @Test
  void takesFramesOutOfTheSamePacketAsTheHandshake() throws Exception {
    try (RawClient client = server.client()) {
      client.send(
          RawClient.join(
              RawClient.latin(RawClient.handshake("/echo")),
              RawClient.text("one"),
              RawClient.text("two"),
              RawClient.close(1000)));

      assertThat(client.response().status()).isEqualTo(101);
      assertThat(client.frame().text()).isEqualTo("one");
      assertThat(client.frame().text()).isEqualTo("two");
      assertThat(client.frame().closeCode()).isEqualTo(1000);
      assertThat(client.ended()).isTrue();
    }
  }

  // --- rules -----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "810548656C6C6F, 1002, not masked",
    "C180, 1002, reserved bit",
    "8380, 1002, reserved opcode",
    "0080, 1002, continuation of nothing",
    "09801234567880, 1002, fragmented ping",
    "89FE00C8, 1002, long ping",
    "82FE0001, 1002, length not minimal",
    "82FF0000000040000000, 1009, a gigabyte announced",
    "82FF7FFFFFFFFFFFFFFF, 1009, more than can be",
    "818200000000C0AF, 1007, overlong UTF-8",
    "88810000000003, 1002, half a close code",
    "888200000000 03ED, 1002, close code 1005",
    "888400000000 03E8C0AF, 1007, close reason not UTF-8"
  })
  void failsConnectionOnViolation(String hex, int code, String why) throws Exception {
    try (RawClient client = server.client().open("/echo")) {
      client.send(RawClient.text("before"));
      assertThat(client.frame().text()).isEqualTo("before");

      client.send(HexFormat.of().parseHex(hex.replace(" ", "")));

      assertThat(client.frame().closeCode()).as(why).isEqualTo(code);
      assertThat(client.ended()).isTrue();
    }
    await().until(() -> server.recording.closed.size() == 1);
    assertThat(server.recording.closed.get(0).getCloseCode().getCode()).isEqualTo(code);
  }

  @Test
  void neverShowsWhatComesBehindViolation() throws Exception {
    try (RawClient client = server.client().open("/echo")) {
      client.send(RawClient.join(HexFormat.of().parseHex("8380"), RawClient.text("behind")));
      assertThat(client.frame().closeCode()).isEqualTo(1002);
      assertThat(client.ended()).isTrue();
    }
    await().until(() -> server.recording.closed.size() == 1);
    assertThat(server.recording.events).doesNotContain("text behind");
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1007, 1011, 1012, 1013, 1014, 3000, 4999})
  void answersCloseWithItsOwnCode(int code) throws Exception {
    try (RawClient client = server.client().open("/echo")) {
      client.send(RawClient.close(code));
      RawClient.Received answer = client.frame();
      assertThat(answer.opcode()).isEqualTo(8);
      assertThat(answer.closeCode()).isEqualTo(code);
      assertThat(client.ended()).isTrue();
    }
    await().until(() -> server.recording.closed.size() == 1);
    assertThat(server.recording.closed.get(0).getCloseCode().getCode()).isEqualTo(code);
  }

  @Test
  void tellsEndpointThatCloseHadNoStatus() throws Exception {
    try (RawClient client = server.client().open("/echo")) {
      client.send(RawClient.frame(0x88, new byte[0]));
      assertThat(client.frame().opcode()).isEqualTo(8);
      assertThat(client.ended()).isTrue();
    }
    await().until(() -> server.recording.closed.size() == 1);
    assertThat(server.recording.closed.get(0).getCloseCode().getCode()).isEqualTo(1005);
  }

  // --- ends ------------------------------------------------------------------------------------

  @Test
  void tellsEndpointOnceThatClientWasReset() throws Exception {
    for (int i = 0; i < 20; i++) {
      RawClient client = server.client().open("/echo");
      client.send(RawClient.text("in flight"));
      client.reset();
    }

    await().until(() -> server.recording.closed.size() >= 20);
    await().until(() -> server.server.connections() == 0);
    assertThat(server.recording.closed).hasSize(20);
    assertThat(server.recording.closed).allMatch(reason -> reason.getCloseCode().getCode() == 1006);
    assertThat(server.recording.sessions).isEmpty();
  }

  @Test
  void tellsEndpointThatClientLeftWithoutClose() throws Exception {
    server.client().open("/echo").close();

    await().until(() -> server.recording.closed.size() == 1);
    assertThat(server.recording.closed.get(0).getCloseCode().getCode()).isEqualTo(1006);
    await().until(() -> server.server.connections() == 0);
  }

  @Test
  void dropsClientThatNeverAnswersClose() throws Exception {
    server.recording.onText =
        (session, text) -> {
          try {
            session.close();
          } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
          }
        };
    try (RawClient client = server.client().open("/echo")) {
      client.send(RawClient.text("close me"));
      assertThat(client.frame().closeCode()).isEqualTo(1000);
      await().until(() -> server.server.connections() == 0); // close-timeout is 1s
    }
  }

  @Test
  void endsTcpWhenClientAnswersClose() throws Exception {
    server.recording.onText =
        (session, text) -> {
          try {
            session.close();
          } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
          }
        };
    for (int i = 0; i < 200; i++) { // the answer races with the engine's own end
      try (RawClient client = server.client().open("/echo")) {
        client.send(RawClient.text("close me"));
        assertThat(client.frame().closeCode()).isEqualTo(1000);
        client.send(RawClient.join(RawClient.text("late"), RawClient.close(1000)));
        assertThat(client.ended()).isTrue();
      }
    }
    assertThat(server.recording.events).doesNotContain("text late");
  }

  // --- bounds ----------------------------------------------------------------------------------

  @Test
  void keepsNoMoreThanOnePongForClientThatDoesNotRead() throws Exception {
    byte[] pings = RawClient.frame(0x89, new byte[125]);
    byte[] many = new byte[pings.length * 500];
    for (int i = 0; i < 500; i++) {
      System.arraycopy(pings, 0, many, i * pings.length, pings.length);
    }
    try (RawClient client = server.client()) {
      client.socket.setReceiveBufferSize(64 * 1024);
      client.open("/echo");
      long before = usedMemory();
      for (int i = 0; i < 240; i++) { // 15 MB of pings, not one pong read
        client.send(many);
      }
      client.send(RawClient.frame(0x89, new byte[] {42}));
      assertThat(usedMemory() - before).as("heap grown by").isLessThan(8L << 20);

      RawClient.Received last = client.frame();
      int pongs = 1;
      while (last.payload().length != 1) {
        last = client.frame();
        pongs++;
      }
      assertThat(last.payload()).containsExactly(42);
      assertThat(pongs).as("pongs for 120,001 pings").isLessThan(100_000);
      client.send(RawClient.text("still there"));
      assertThat(client.frame().text()).isEqualTo("still there");
    }
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void stopsReadingFromClientWhoseEndpointIsBusy() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    server.recording.onText = (session, text) -> release.join();
    byte[] message = RawClient.text("m".repeat(100_000));
    try (RawClient client = server.client().open("/echo")) {
      CompletableFuture<Integer> sent =
          CompletableFuture.supplyAsync(
              () -> {
                int count = 0;
                try {
                  while (count < 1_000) {
                    client.send(message);
                    count++;
                  }
                } catch (java.io.IOException e) {
                  throw new IllegalStateException(e);
                }
                return count;
              });
      // 100 MB do not fit into the kernel's buffers: the client must get stuck
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(10))
          .until(() -> !sent.isDone() && server.recording.events.size() == 2);
      release.complete(null);
      assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo(1_000);
      await().atMost(Duration.ofSeconds(60)).until(() -> server.recording.events.size() == 1_001);
    }
  }

  @Test
  void slowReadersDoNotHoldUpOthers() throws Exception {
    String big = "b".repeat(150_000);
    server.recording.onText =
        (session, text) -> {
          for (int i = 0; text.equals("flood") && i < 200; i++) {
            Recording.echo(session, big); // blocks: nobody reads
          }
          Recording.echo(session, text);
        };
    RawClient[] slow = new RawClient[12];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = server.client().open("/echo").send(RawClient.text("flood"));
    }
    try (RawClient quick = server.client().open("/echo")) {
      quick.send(RawClient.text("hello"));
      assertThat(quick.frame().text()).isEqualTo("hello");
    }
    for (RawClient client : slow) {
      client.reset();
    }
    await().until(() -> server.recording.sessions.isEmpty());
  }

  @Test
  void asyncSendsToClientThatDoesNotReadFailAtTheBound() throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    ByteBuffer big = ByteBuffer.allocate(150_000);
    server.recording.onText =
        (session, text) -> {
          for (int i = 0; i < 500 && !failure.isDone(); i++) {
            session
                .getAsyncRemote()
                .sendBinary(
                    big.duplicate(),
                    result -> {
                      if (!result.isOK()) {
                        failure.complete(result.getException());
                      }
                    });
          }
        };
    try (RawClient client = server.client().open("/echo")) {
      client.send(RawClient.text("flood"));
      assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessageContaining("too slowly");
    }
  }
}
