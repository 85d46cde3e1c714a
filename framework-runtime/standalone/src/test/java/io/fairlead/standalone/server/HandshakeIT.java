package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.admission.AdmissionResult;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.AdmittedPrincipal;
import io.fairlead.core.admission.UpgradeRequest;
import jakarta.websocket.Session;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HandshakeIT {

  private final Queue<UpgradeRequest> asked = new ConcurrentLinkedQueue<>();
  private volatile CompletableFuture<AdmissionResult> answer =
      CompletableFuture.completedFuture(TestServer.admitted("anna"));
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.start(
            Map.of("fairlead.admission.timeout", "1s"),
            builder ->
                builder.admission(
                    request -> {
                      asked.add(request);
                      return answer;
                    }));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  // --- form ------------------------------------------------------------------------------------

  @Test
  void acceptsHandshakeOfTheRfc() throws Exception {
    try (RawClient client = server.client()) {
      RawClient.Response response = client.send(RawClient.handshake("/echo")).response();

      assertThat(response.status()).isEqualTo(101);
      assertThat(response.header("Upgrade")).isEqualToIgnoringCase("websocket");
      assertThat(response.header("Connection")).isEqualToIgnoringCase("upgrade");
      assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo(RawClient.ACCEPT);
      assertThat(response.header("Content-Length")).isNull();
    }
  }

  @ParameterizedTest(name = "{2}: {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /echo HTTP/1.1|POST /echo HTTP/1.1|405",
        "GET /echo HTTP/1.1|BREW /echo HTTP/1.1|405",
        "GET /echo HTTP/1.1|GET /echo HTTP/1.0|505",
        "GET /echo HTTP/1.1|GET /echo HTTP/1.2|505",
        "GET /echo HTTP/1.1|GET /echo HTTP/2.0|505",
        "GET /echo HTTP/1.1|GET /echo http/1.1|400",
        "GET /echo HTTP/1.1|GET /echo|400",
        "GET /echo HTTP/1.1|\\0GET /echo HTTP/1.1|400",
        "Host: 127.0.0.1|X: y|400",
        "Host: 127.0.0.1|Host: a\\r\\nHost: b|400",
        "Host: 127.0.0.1|Host: user@example.org|400",
        "Host: 127.0.0.1|Host: a:99999|400",
        "Host: 127.0.0.1|Host:|400",
        "Upgrade: websocket|X: y|400",
        "Upgrade: websocket|Upgrade: h2c|400",
        "Connection: keep-alive, Upgrade|X: y|400",
        "Connection: keep-alive, Upgrade|Connection: close|400",
        "Connection: keep-alive, Upgrade|Connection: noupgrade|400",
        "Sec-WebSocket-Version: 13|X: y|400",
        "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 8|426",
        "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 13x|426",
        "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 13\\r\\nSec-WebSocket-Version: 8|400",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|X: y|400",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key:|400",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key: dGhlIHNhbXBsZQ==|400",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key: not*base64*at*all***=|400",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ|400",
        "X-End: 1|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|400",
        "X-End: 1|Content-Length: 3|400",
        "X-End: 1|Transfer-Encoding: chunked|400",
        "X-End: 1|X End: 1|400",
        "X-End: 1|X-End : 1|400",
        "X-End: 1|X-End\\0: 1|400",
        "X-End: 1|no colon|400",
        "X-End: 1|Sec-WebSocket-Protocol: a,,b|400",
        "X-End: 1|Sec-WebSocket-Protocol: a b|400"
      })
  void refusesMalformedHandshake(String line, String instead, int status) throws Exception {
    String request = RawClient.handshake("/echo", "X-End: 1").replace(line, escaped(instead));
    try (RawClient client = server.client()) {
      RawClient.Response response =
          client.send(request + (instead.contains("Length") ? "abc" : "")).response();

      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(response.text()).contains("\"status\":" + status).doesNotContain("Exception");
      if (status == 426) {
        assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(response.header("Upgrade")).isEqualTo("websocket");
      } else if (status == 405) {
        assertThat(response.header("Allow")).isEqualTo("GET");
      }
      assertThat(client.ended()).isTrue();
    }
    assertThat(server.recording.events).isEmpty();
  }

  private static String escaped(String text) {
    return text.replace("\\r\\n", "\r\n").replace("\\0", "\0");
  }

  @Test
  void refusesTooLongLineWith414AndTooManyOrTooLongHeadersWith431() throws Exception {
    assertThat(status("/echo?" + "x".repeat(8_200))).isEqualTo(414);
    assertThat(status("/echo?" + "x".repeat(8_000))).isEqualTo(101);
    assertThat(status("/echo", "X-Long: " + "x".repeat(17_000))).isEqualTo(431);
    assertThat(status("/echo", "X-Long: " + "x".repeat(15_000))).isEqualTo(101);
    assertThat(status("/echo", "X: 1\r\n".repeat(100) + "Y: 1")).isEqualTo(431);
    assertThat(status("/echo", "X: 1\r\n".repeat(80) + "Y: 1")).isEqualTo(101);
    assertThat(asked).hasSize(3);
  }

  @Test
  void refusesBareLineFeeds() throws Exception {
    try (RawClient client = server.client()) {
      client.send(RawClient.handshake("/echo").replace("\r\n", "\n"));
      assertThat(client.response().status()).isEqualTo(400);
      assertThat(client.ended()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../..",
        "/%2e%2e",
        "/%00",
        "/%ff%fe",
        "/%c0%af",
        "/%zz",
        "/%",
        "/echo%2f",
        "/echo%5c",
        "/\u00e4\u00ff",
        "/echo#x",
        "*",
        "echo",
        "//echo",
        "/echo?x=%zz"
      })
  void refusesBadPathWith400(String path) throws Exception {
    assertThat(status(path)).isEqualTo(400);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/nowhere", "/echo/", "/u/anna", "/u//room", "/u/a/b/c", "/u/%7Buser%7D/x"})
  void refusesPathWithoutEndpointWith404(String path) throws Exception {
    assertThat(status(path)).isEqualTo(404);
    assertThat(asked).isEmpty();
  }

  private int status(String path, String... headers) throws Exception {
    try (RawClient client = server.client()) {
      RawClient.Response response = client.send(RawClient.handshake(path, headers)).response();
      assertThat(response.text()).doesNotContain("Exception").doesNotContain("at io.");
      return response.status();
    }
  }

  // --- what the endpoint sees ------------------------------------------------------------------

  @Test
  void queryParametersAreNoPathParameters() throws Exception {
    AtomicReference<Map<String, List<String>>> atHandshake = new AtomicReference<>();
    server.recording.onHandshake =
        (request, response) -> atHandshake.set(Map.copyOf(request.getParameterMap()));
    try (RawClient client = server.client().open("/u/al%20ice/blue;x?role=admin&user=eve")) {
      Session session = session();
      assertThat(session.getPathParameters())
          .containsOnly(Map.entry("user", "al ice"), Map.entry("room", "blue;x"));
      assertThat(session.getQueryString()).isEqualTo("role=admin&user=eve");
      assertThat(atHandshake.get()).containsEntry("role", List.of("admin"));
      assertThat(asked.peek().path()).isEqualTo("/u/al ice/blue;x");
      assertThat(asked.peek().query()).isEqualTo("role=admin&user=eve");
    }
  }

  @Test
  void opensWithQueryThatIsNoUri() throws Exception {
    try (RawClient client = server.client().open("/echo?f={\"a\":[1|2]}")) {
      client.send(RawClient.text("hello"));
      assertThat(client.frame().text()).isEqualTo("hello");
    }
  }

  @Test
  void headersAreKeptLineByLine() throws Exception {
    AtomicReference<Map<String, List<String>>> seen = new AtomicReference<>();
    server.recording.onHandshake =
        (request, response) -> seen.set(Map.copyOf(request.getHeaders()));
    String date = "Tue, 15 Nov 1994 08:12:31 GMT";
    try (RawClient client =
        server.client().open("/echo", "X-Date: " + date, "X-Two: a, b", "X-Two: c")) {
      assertThat(seen.get().get("x-date")).containsExactly(date);
      assertThat(seen.get().get("x-two")).containsExactly("a, b", "c");
      assertThat(asked.peek().headers()).containsEntry("x-two", List.of("a, b", "c"));
    }
  }

  @Test
  void negotiatesSubprotocolFromSeveralLines() throws Exception {
    try (RawClient client = server.client()) {
      client.send(
          RawClient.handshake(
              "/echo", "Sec-WebSocket-Protocol: x , v2.chat", "Sec-WebSocket-Protocol: chat"));
      assertThat(client.response().header("Sec-WebSocket-Protocol")).isIn("chat", "v2.chat");
    }
  }

  @Test
  void carriesAdmissionAsPrincipal() throws Exception {
    try (RawClient client = server.client().open("/echo")) {
      assertThat(session().getUserPrincipal())
          .isInstanceOfSatisfying(
              AdmittedPrincipal.class, it -> assertThat(it.getName()).isEqualTo("anna"));
      assertThat(asked.peek().peerAddress()).isEqualTo("127.0.0.1");
    }
  }

  private Session session() {
    await().until(() -> server.recording.sessions.size() == 1);
    return server.recording.sessions.iterator().next();
  }

  // --- refusals --------------------------------------------------------------------------------

  @Test
  void sendsRefusalExactlyAndNothingBehindItIsSeen() throws Exception {
    answer =
        CompletableFuture.completedFuture(
            new Refused(
                401,
                Map.of("WWW-Authenticate", "Bearer", "Content-Type", "application/problem+json"),
                "{\"status\":401}"));
    try (RawClient client = server.client()) {
      client.send(
          RawClient.join(
              RawClient.latin(RawClient.handshake("/echo")),
              RawClient.text("sneaky"),
              RawClient.latin("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")));
      RawClient.Response response = client.response();

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(response.header("Content-Length")).isEqualTo("14");
      assertThat(response.header("Upgrade")).isNull();
      assertThat(response.header("Sec-WebSocket-Accept")).isNull();
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(response.text()).isEqualTo("{\"status\":401}");
      client.send(RawClient.text("sneakier"));
      assertThat(client.ended()).isTrue();
    }
    await().until(() -> server.server.connections() == 0);
    assertThat(server.recording.events).isEmpty();
  }

  @Test
  void admissionThatFailsLetsNobodyIn() throws Exception {
    answer = CompletableFuture.failedFuture(new IllegalStateException("secret detail"));
    try (RawClient client = server.client()) {
      RawClient.Response response = client.send(RawClient.handshake("/echo")).response();
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.text()).doesNotContain("secret");
    }
    assertThat(server.recording.events).isEmpty();
  }

  @Test
  void admissionThatNeverAnswersIsGivenUp() throws Exception {
    answer = new CompletableFuture<>();
    try (RawClient client = server.client()) {
      RawClient.Response response = client.send(RawClient.handshake("/echo")).response();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Retry-After")).isNotNull();
    }
    answer.complete(TestServer.admitted("late"));
    await().until(() -> server.server.connections() == 0);
    assertThat(server.recording.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 429, 500, 503})
  void statusSetByConfiguratorOpensNoSession(int status) throws Exception {
    server.recording.onHandshake =
        (request, response) ->
            ((org.glassfish.tyrus.spi.UpgradeResponse) response).setStatus(status);
    try (RawClient client = server.client()) {
      client.send(
          RawClient.join(RawClient.latin(RawClient.handshake("/echo")), RawClient.text("sneaky")));
      RawClient.Response response = client.response();
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("Sec-WebSocket-Accept")).isNull();
      assertThat(response.header("Content-Length")).isNotNull();
      assertThat(client.ended()).isTrue();
    }
    assertThat(server.recording.events).isEmpty();
  }

  @Test
  void originThatConfiguratorRefusesGets403() throws Exception {
    server.recording.checksOrigin = origin -> !origin.contains("evil");
    assertThat(status("/echo", "Origin: https://evil.example")).isEqualTo(403);
    assertThat(server.recording.events).isEmpty();
    assertThat(status("/echo", "Origin: https://good.example")).isEqualTo(101);
  }

  @Test
  void throwOfConfiguratorBecomes500WithoutDetail() throws Exception {
    server.recording.onHandshake =
        (request, response) -> {
          throw new IllegalStateException("secret detail");
        };
    try (RawClient client = server.client()) {
      RawClient.Response response = client.send(RawClient.handshake("/echo")).response();
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.text()).doesNotContain("secret");
    }
    assertThat(server.recording.events).isEmpty();
  }

  @Test
  void headerOfConfiguratorCannotSplitResponse() throws Exception {
    server.recording.onHandshake =
        (request, response) ->
            response.getHeaders().put("X-Bad", List.of("a\r\nSet-Cookie: stolen=1"));
    try (RawClient client = server.client()) {
      RawClient.Response response = client.send(RawClient.handshake("/echo")).response();
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.header("Set-Cookie")).isNull();
    }
    assertThat(server.recording.events).isEmpty();
  }

  @Test
  void refusesUpgradesWhileDrainingAndNotAfterwards() throws Exception {
    server.server.draining(true);
    try (RawClient client = server.client()) {
      RawClient.Response response = client.send(RawClient.handshake("/echo")).response();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Retry-After")).isNotNull();
      assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    }
    server.server.draining(false);
    server.client().open("/echo").close();
  }

  // --- the client goes away, or says too much ---------------------------------------------------

  @Test
  void clientThatLeavesDuringAdmissionLeavesNothingBehind() throws Exception {
    answer = new CompletableFuture<>();
    for (int i = 0; i < 50; i++) {
      RawClient client = server.client().send(RawClient.handshake("/echo"));
      if (i % 2 == 0) {
        client.reset();
      } else {
        client.close();
      }
    }
    await().until(() -> asked.size() > 40);
    answer.complete(TestServer.admitted("late"));

    await().until(() -> server.server.connections() == 0);
    await().until(() -> server.recording.sessions.isEmpty());
  }

  @Test
  void holdsNoMoreThanTheKernelDoesWhileAdmissionIsPending() throws Exception {
    answer = new CompletableFuture<>();
    byte[] frame = RawClient.frame(0x82, new byte[60_000]);
    try (RawClient client = server.client()) {
      client.send(RawClient.handshake("/echo"));
      await().until(() -> asked.size() == 1);
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; i < 1_000; i++) {
                    client.send(frame);
                  }
                } catch (java.io.IOException e) {
                  // the server gave the handshake up
                }
              });
      await()
          .during(java.time.Duration.ofMillis(300))
          .atMost(java.time.Duration.ofSeconds(10))
          .until(() -> !flood.isDone());
      assertThat(client.response().status()).isEqualTo(503);
    }
  }

  @Test
  void manyHandshakesAtOnceDoNotMix() throws Exception {
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    CompletableFuture<?>[] all = new CompletableFuture<?>[8];
    for (int t = 0; t < all.length; t++) {
      int thread = t;
      all[t] =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 40; i++) {
                  String id = thread + "-" + i;
                  try (RawClient client = server.client().open("/u/" + id + "/room")) {
                    client.send(RawClient.text(id));
                    if (!client.frame().text().equals(id)) {
                      wrong.add(id);
                    }
                  } catch (java.io.IOException e) {
                    wrong.add(id + e);
                  }
                }
              });
    }
    CompletableFuture.allOf(all).join();
    assertThat(wrong).isEmpty();
    await().until(() -> server.recording.sessions.isEmpty());
  }

  @Test
  void halfSentHandshakeEndsWith408() throws Exception {
    try (TestServer impatient =
            TestServer.start(Map.of("fairlead.server.handshake-timeout", "300ms"));
        RawClient half = impatient.client();
        Socket silent = new Socket("127.0.0.1", impatient.port())) {
      half.send("GET /echo HTTP/1.1\r\nHost: 127");
      assertThat(half.response().status()).isEqualTo(408);
      assertThat(half.ended()).isTrue();
      silent.setSoTimeout(10_000);
      assertThat(silent.getInputStream().read()).as("silent one is closed").isNegative();
      await().until(() -> impatient.server.connections() == 0);
    }
  }
}
