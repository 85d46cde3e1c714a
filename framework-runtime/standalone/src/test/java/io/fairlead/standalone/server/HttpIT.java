package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.HttpRoute;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpIT {

  @TempDir private Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    Path pages = Files.createDirectory(directory.resolve("pages"));
    Files.writeString(directory.resolve("secret.txt"), "secret");
    Files.writeString(pages.resolve("index.html"), "<h1>hello</h1>");
    Files.writeString(pages.resolve("app.js"), "let x = 1;");
    Files.writeString(pages.resolve(".env"), "TOKEN=1");
    Files.write(pages.resolve("big.bin"), new byte[3_000_000]);
    Files.createDirectory(pages.resolve("docs"));
    Files.writeString(pages.resolve("docs/index.html"), "docs");
    Files.createDirectory(pages.resolve("empty"));
    Files.createSymbolicLink(pages.resolve("link.txt"), directory.resolve("secret.txt"));
    server =
        TestServer.start(
            Map.of(
                "fairlead.server.static", pages.toString(),
                "fairlead.server.body-bytes", "100",
                "fairlead.trusted-proxies", "127.0.0.1"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient.Response get(String path, String... headers) throws Exception {
    return request("GET", path, headers);
  }

  private RawClient.Response request(String method, String path, String... headers)
      throws Exception {
    try (RawClient client = server.client()) {
      return client.send(head(method, path, headers)).response(method.equals("HEAD"));
    }
  }

  private static String head(String method, String path, String... headers) {
    StringBuilder request =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  private void route(String path, Set<String> methods, Answer answer) {
    server
        .contributions
        .scope("test")
        .add(
            HttpRoute.class,
            new HttpRoute() {
              @Override
              public String path() {
                return path;
              }

              @Override
              public Set<String> methods() {
                return methods;
              }

              @Override
              public HttpReply handle(HttpRequest request) throws Exception {
                return answer.to(request);
              }
            },
            0);
  }

  private interface Answer {
    HttpReply to(HttpRequest request) throws Exception;
  }

  // --- health ----------------------------------------------------------------------------------

  @Test
  void healthSaysLiveAndReadyAndDraining() throws Exception {
    assertThat(get("/health/live").text()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(get("/health/ready").status()).isEqualTo(200);

    server.server.draining(true);

    RawClient.Response draining = get("/health/ready");
    assertThat(draining.status()).isEqualTo(503);
    assertThat(draining.header("Content-Type")).isEqualTo("application/json");
    assertThat(get("/health/live").status()).isEqualTo(200);
    assertThat(request("POST", "/health/live").status()).isEqualTo(405);
  }

  // --- static pages ----------------------------------------------------------------------------

  @Test
  void servesPagesWithTypeAndTag() throws Exception {
    RawClient.Response index = get("/");
    assertThat(index.text()).isEqualTo("<h1>hello</h1>");
    assertThat(index.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(index.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(index.header("Date")).isNotNull();
    assertThat(get("/app.js?v=1").header("Content-Type")).startsWith("text/javascript");

    String tag = index.header("ETag");
    RawClient.Response again = get("/", "If-None-Match: \"x\", W/" + tag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.header("ETag")).isEqualTo(tag);
    Files.writeString(directory.resolve("pages/index.html"), "<h1>changed!</h1>");
    assertThat(get("/", "If-None-Match: " + tag).status()).isEqualTo(200);
  }

  @Test
  void answersHeadWithHeadersOnly() throws Exception {
    try (RawClient client = server.client()) {
      RawClient.Response head = client.send(head("HEAD", "/big.bin")).response(true);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("3000000");
      assertThat(client.send(head("GET", "/app.js")).response().text()).isEqualTo("let x = 1;");
    }
  }

  @Test
  void sendsLongFilesWhole() throws Exception {
    assertThat(get("/big.bin").body()).hasSize(3_000_000);
    assertThat(get("/big.bin", "Connection: close").body()).hasSize(3_000_000);
  }

  @Test
  void leadsToDirectoryWithSlash() throws Exception {
    RawClient.Response moved = get("/docs?x=1");
    assertThat(moved.status()).isEqualTo(308);
    assertThat(moved.header("Location")).isEqualTo("/docs/?x=1");
    assertThat(get("/docs/").text()).isEqualTo("docs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/docs/../../secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/docs/%2e%2e/app.js",
        "/.%2e/secret.txt",
        "//secret.txt",
        "/link.txt",
        "/.env",
        "/%2eenv",
        "/empty",
        "/empty/",
        "/app.js/",
        "/app.js/x",
        "/%00app.js",
        "/app.js%00",
        "/nowhere",
        "/docs//index.html"
      })
  void givesNothingOutsideTheDirectory(String path) throws Exception {
    RawClient.Response response = get(path);
    assertThat(response.status()).isIn(400, 404);
    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.text()).doesNotContain("secret").doesNotContain("TOKEN");
  }

  @Test
  void refusesOtherMethodsOnPages() throws Exception {
    RawClient.Response response = request("DELETE", "/app.js");
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("Allow")).isEqualTo("GET, HEAD");
    assertThat(request("BREW", "/nowhere").status()).isEqualTo(404);
  }

  @Test
  void tellsPlainRequestForEndpointToUpgrade() throws Exception {
    RawClient.Response response = get("/echo");
    assertThat(response.status()).isEqualTo(426);
    assertThat(response.header("Upgrade")).isEqualTo("websocket");
  }

  // --- routes ----------------------------------------------------------------------------------

  @Test
  void routesGoByExactPathThenLongestThenPages() throws Exception {
    route("/a/*", Set.of("GET"), request -> HttpReply.text(200, "below " + request.path()));
    route("/a/b/*", Set.of("GET"), request -> HttpReply.text(200, "deeper"));
    route("/a/x", Set.of("GET"), request -> HttpReply.text(200, "exact"));
    route("/app.js", Set.of("GET"), request -> HttpReply.text(201, "route first"));

    assertThat(get("/a/x").text()).isEqualTo("exact");
    assertThat(get("/a/y%20z").text()).isEqualTo("below /a/y z");
    assertThat(get("/a/b/c").text()).isEqualTo("deeper");
    assertThat(get("/app.js").text()).isEqualTo("route first");
    assertThat(get("/a").status()).isEqualTo(404);
  }

  @Test
  void routeSeesRequestWhole() throws Exception {
    route(
        "/seen",
        Set.of("POST"),
        request ->
            HttpReply.text(
                    200,
                    request.method()
                        + request.queryParameter("q").orElse("")
                        + request.header("x-one").orElse("")
                        + request.clientAddress().orElse("")
                        + request.secure()
                        + request.bodyAsText()
                        + Thread.currentThread().getName().startsWith("fairlead-io"))
                .with("Connection", "nonsense")
                .with("X-Out", "1"));
    try (RawClient client = server.client()) {
      client.send(
          head(
                  "POST",
                  "/seen?q=a%20b",
                  "X-One: 1",
                  "X-Forwarded-For: 192.0.2.7",
                  "X-Forwarded-Proto: https",
                  "Content-Length: 4")
              + "body");
      RawClient.Response response = client.response();
      assertThat(response.text()).isEqualTo("POSTa b1192.0.2.7truebodyfalse");
      assertThat(response.header("X-Out")).isEqualTo("1");
      assertThat(response.header("Connection")).isEqualTo("keep-alive");
    }
  }

  @Test
  void routeRefusesOtherMethodsAndAnswersHead() throws Exception {
    route("/r", Set.of("GET"), request -> HttpReply.text(200, "four"));
    route("/r", Set.of("POST"), request -> HttpReply.text(200, "posted"));

    RawClient.Response refused = request("PUT", "/r");
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, POST");
    RawClient.Response head = request("HEAD", "/r");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("4");
    assertThat(request("POST", "/r", "Content-Length: 0").text()).isEqualTo("posted");
  }

  @Test
  void routeThatThrowsBecomes500WithoutDetail() throws Exception {
    route(
        "/boom",
        Set.of("GET"),
        request -> {
          throw new LinkageError("secret detail");
        });
    route("/null", Set.of("GET"), request -> null);
    route("/split", Set.of("GET"), request -> HttpReply.text(200, "x").with("X", "a\r\nY: b"));

    for (String path : new String[] {"/boom", "/null", "/split"}) {
      RawClient.Response response = get(path);
      assertThat(response.status()).as(path).isEqualTo(500);
      assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(response.text()).doesNotContain("secret");
      assertThat(response.header("Y")).isNull();
    }
  }

  @Test
  void routeThatBlocksHoldsUpNobodyElse() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    route(
        "/slow",
        Set.of("GET"),
        request -> {
          release.await();
          return HttpReply.text(200, "slow");
        });
    RawClient[] slow = new RawClient[20];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = server.client().send(head("GET", "/slow"));
    }
    assertThat(get("/app.js").status()).isEqualTo(200);
    release.countDown();
    for (RawClient client : slow) {
      assertThat(client.response().text()).isEqualTo("slow");
      client.close();
    }
  }

  // --- the protocol ----------------------------------------------------------------------------

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    route("/p/*", Set.of("GET"), request -> HttpReply.text(200, request.path()));
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      all.append(head("GET", "/p/" + i));
    }
    try (RawClient client = server.client()) {
      client.send(all + RawClient.handshake("/echo"));
      client.send(RawClient.text("behind"));
      for (int i = 0; i < 200; i++) {
        assertThat(client.response().text()).isEqualTo("/p/" + i);
      }
      assertThat(client.response().status()).isEqualTo(101);
      assertThat(client.frame().text()).isEqualTo("behind");
    }
  }

  @Test
  void answersRequestBeforePipelinedGarbage() throws Exception {
    try (RawClient client = server.client()) {
      client.send(head("GET", "/app.js") + "\u0001\u0002 garbage\r\n\r\n" + head("GET", "/"));
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(400);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void takesRequestByteByByteOnKeptConnection() throws Exception {
    try (RawClient client = server.client()) {
      for (int i = 0; i < 3; i++) {
        client.sendChopped(RawClient.latin(head("GET", "/app.js")));
        RawClient.Response response = client.response();
        assertThat(response.text()).isEqualTo("let x = 1;");
        assertThat(response.header("Connection")).isEqualTo("keep-alive");
      }
    }
  }

  @Test
  void endsConnectionWhereTheClientWantsThat() throws Exception {
    try (RawClient client = server.client()) {
      client.send(head("GET", "/app.js", "Connection: close"));
      assertThat(client.response().header("Connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
    try (RawClient client = server.client()) {
      client.send("GET /app.js HTTP/1.0\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void answersClientThatClosedItsHalf() throws Exception {
    try (RawClient client = server.client()) {
      client.send(head("GET", "/app.js"));
      client.socket.shutdownOutput();
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.ended()).isTrue();
    }
    await().until(() -> server.server.connections() == 0);
  }

  @ParameterizedTest
  @CsvSource({
    "'GET\\r\\n\\r\\n', 400",
    "'GET / HTTP/9.9\\r\\nHost: a\\r\\n\\r\\n', 505",
    "'GET / FTP/1.1\\r\\nHost: a\\r\\n\\r\\n', 400",
    "'GET / HTTP/1.1\\r\\n\\r\\n', 400",
    "'GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: a\\r\\n\\r\\n', 400",
    "'GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n', 400",
    "'GET / HTTP/1.1\\r\\nHost: a\\r\\nno colon\\r\\n\\r\\n', 400",
    "'GET / HTTP/1.1\\r\\nHost: a\\r\\nX: a\\0b\\r\\n\\r\\n', 400",
    "'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -1\\r\\n\\r\\n', 400",
    "'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1, 2\\r\\n\\r\\n', 400",
    "'POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n', 400",
    "'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 101\\r\\n\\r\\n', 413",
    "'POST / HTTP/1.1\\r\\nHost: a\\r\\nExpect: 200-ok\\r\\n\\r\\n', 417",
    "'GET /%zz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n', 400",
    "'OPTIONS * HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n', 400",
    "'CONNECT a:80 HTTP/1.1\\r\\nHost: a:80\\r\\n\\r\\n', 400"
  })
  void refusesBadRequests(String request, int status) throws Exception {
    try (RawClient client = server.client()) {
      client.send(request.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0"));
      RawClient.Response response = client.response();
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(response.text()).doesNotContain("Exception");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void limitsRequestLineHeadersAndBody() throws Exception {
    assertThat(get("/" + "x".repeat(9_000)).status()).isEqualTo(414);
    assertThat(get("/", "X: " + "x".repeat(17_000)).status()).isEqualTo(431);
    try (RawClient client = server.client()) {
      client.send(head("POST", "/", "Transfer-Encoding: chunked"));
      for (int i = 0; i < 11; i++) {
        client.send("a\r\n0123456789\r\n");
      }
      assertThat(client.response().status()).isEqualTo(413);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void continuesOnExpectation() throws Exception {
    route("/body", Set.of("POST"), request -> HttpReply.text(200, request.bodyAsText()));
    try (RawClient client = server.client()) {
      client.send(head("POST", "/body", "Expect: 100-continue", "Content-Length: 2"));
      assertThat(client.response().status()).isEqualTo(100);
      client.send("ab");
      assertThat(client.response().text()).isEqualTo("ab");
    }
  }

  @Test
  void servesClientOfTheJdkThatOffersHttp2() throws Exception {
    var response =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .build()
            .send(
                java.net.http.HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/app.js"))
                    .build(),
                BodyHandlers.ofString());
    assertThat(response.body()).isEqualTo("let x = 1;");
  }

  @Test
  void servesPagesOfTheClassPath() throws Exception {
    try (TestServer plain = TestServer.start();
        RawClient client = plain.client()) {
      client.send(head("GET", "/page-for-tests.html"));
      assertThat(client.response().text()).contains("a page of the class path");
      client.send(head("GET", "/directory-for-tests"));
      assertThat(client.response().status()).isEqualTo(404);
      client.send(head("GET", "/%2e%2e/services/x"));
      assertThat(client.response().status()).isEqualTo(400);
    }
  }
}
