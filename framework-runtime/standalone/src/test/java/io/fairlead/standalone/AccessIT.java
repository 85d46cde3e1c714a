package io.fairlead.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.ConnectionState;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.core.admission.jwt.JwtIssuer;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of open connections when their right to be open ends, with real clients. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AccessIT {

  private static final String SECRET = "fairlead.auth.jwt.secret";

  private final Queue<Instant> warnings = new ConcurrentLinkedQueue<>();
  private final List<Client> clients = new ArrayList<>();
  private final Path file;
  private Fairlead fairlead;

  AccessIT(@TempDir Path directory) {
    this.file = directory.resolve("fairlead.yaml");
  }

  /** Says which connection it is, and who. */
  @ServerEndpoint("/who")
  public static class Who {
    @OnMessage
    public String answer(String message, Session session) {
      Identity identity = (Identity) session.getUserPrincipal();
      return Connection.of(session).id() + " " + identity.getName() + identity.roles();
    }
  }

  /** Takes its time to open. */
  @ServerEndpoint("/slow")
  public static class Slow {
    static final Queue<String> CALLS = new ConcurrentLinkedQueue<>();
    static volatile CountDownLatch goOn = new CountDownLatch(1);

    @OnOpen
    public void open() throws InterruptedException {
      CALLS.add("open");
      goOn.await();
      CALLS.add("opened");
    }

    @OnClose
    public void close(CloseReason reason) {
      CALLS.add("close " + reason.getCloseCode().getCode());
    }
  }

  /** Sends more than the kernel takes. */
  @ServerEndpoint("/flood")
  public static class Flood {
    static final int COUNT = 500;

    @OnOpen
    public void open(Session session) {
      OutboundMessage message = OutboundMessage.text("x".repeat(64 * 1024));
      for (int i = 0; i < COUNT; i++) {
        Connection.of(session).send(message);
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    Slow.goOn.countDown();
    for (Client client : clients) {
      client.close();
    }
    fairlead.close();
  }

  private final class Warned implements ConnectionListener {
    @Override
    public void onExpiring(Connection connection, Instant closesAt) {
      warnings.add(closesAt);
    }
  }

  private void start(String... settings) throws Exception {
    Map<String, String> values = new HashMap<>();
    values.put(SECRET, Tokens.SECRET);
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    Fairlead.Builder builder = builder();
    values.forEach(builder::set);
    fairlead = builder.start();
  }

  private Fairlead.Builder builder() {
    return Fairlead.builder()
        .endpoint(Who.class)
        .endpoint(Slow.class)
        .endpoint(Flood.class)
        .contribute(ConnectionListener.class, new Warned(), 0)
        .port(0);
  }

  private void startFromFile(String... lines) throws Exception {
    write(lines);
    FairleadConfig config =
        FairleadConfig.loader()
            .environment(Map.of())
            .systemProperties(new Properties())
            .overrides(Map.of("fairlead.server.port", "0"), "the test")
            .file(file)
            .load();
    fairlead = builder().config(config).start();
  }

  private void write(String... lines) throws IOException {
    Files.writeString(
        file, SECRET + ": '" + Tokens.SECRET + "'\n" + String.join("\n", lines) + "\n");
  }

  private static String token(String subject, Duration lifetime, String issuer, String... role) {
    return JwtIssuer.from(
            FairleadConfig.of(Map.of(SECRET, Tokens.SECRET, "fairlead.auth.jwt.issuer", issuer)))
        .issue(subject, lifetime, Map.of("roles", List.of(role)));
  }

  private static String token(String subject, Duration lifetime) {
    return token(subject, lifetime, "");
  }

  private Client connect(String token) throws IOException {
    return connect("/who", token);
  }

  private Client connect(String path, String token) throws IOException {
    Client client = Client.connect(fairlead.uri(), path, token);
    clients.add(client);
    return client;
  }

  private static String ask(Client client) throws InterruptedException {
    client.send("who?");
    return client.next();
  }

  private static String id(Client client) throws InterruptedException {
    return ask(client).split(" ")[0];
  }

  private HttpResponse<String> refresh(String token, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(fairlead.uri() + "/fairlead/refresh"))
            .POST(HttpRequest.BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void waitUntil(Instant time) {
    await().atMost(Duration.ofSeconds(60)).until(() -> Instant.now().isAfter(time));
  }

  // --- expiry and refresh ------------------------------------------------------------------------

  @Test
  void silentConnectionIsWarnedOfAndClosedAtTheEndOfItsToken() throws Exception {
    start("fairlead.auth.expiry-warning", "1s");
    Instant before = Instant.now();
    Client client = connect(token("alice", Duration.ofSeconds(3)));
    assertThat(client.closeCode()).isEqualTo(4401);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.peek()).isBetween(before.plusSeconds(1), before.plusSeconds(10));
    assertThat(Instant.now()).isAfterOrEqualTo(warnings.peek());
  }

  @Test
  void newTokenOfTheSameUserKeepsTheConnectionOpen() throws Exception {
    start();
    Client client = connect(token("alice", Duration.ofSeconds(4)));
    Instant end = Instant.now().plusSeconds(4);
    String id = id(client);

    assertThat(refresh("").statusCode()).isEqualTo(401);
    assertThat(refresh("garbage").statusCode()).isEqualTo(401);
    String bobs = token("bob", Duration.ofHours(1));
    HttpResponse<String> anothers = refresh(bobs, "Fairlead-Connection", id);
    HttpResponse<String> nobodys = refresh(bobs, "Fairlead-Connection", "none");
    assertThat(anothers.statusCode()).isEqualTo(404);
    assertThat(nobodys.statusCode()).isEqualTo(404);
    assertThat(anothers.body()).as("unknown and another's").isEqualTo(nobodys.body());
    String foreign = token("alice", Duration.ofHours(1), "another issuer");
    assertThat(refresh(foreign, "Fairlead-Connection", id).statusCode()).isEqualTo(404);
    assertThat(refresh(token("alice", Duration.ofSeconds(1))).statusCode()).isEqualTo(409);

    String longer = token("alice", Duration.ofHours(1), "", "admin");
    assertThat(refresh(longer, "Fairlead-Connection", id).statusCode()).isEqualTo(204);
    waitUntil(end.plusSeconds(1));
    assertThat(ask(client)).isEqualTo(id + " alice[admin]");
  }

  @Test
  void pageOfAListedOriginMayRefreshAndAnotherMayNot() throws Exception {
    start("fairlead.origins", "https://app.example");
    connect(token("alice", Duration.ofMinutes(10)));
    String token = token("alice", Duration.ofHours(1));
    HttpResponse<String> good = refresh(token, "Origin", "https://app.example");
    assertThat(good.statusCode()).isEqualTo(204);
    assertThat(good.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://app.example");
    assertThat(refresh(token, "Origin", "https://evil.example").statusCode()).isEqualTo(403);
  }

  // --- revocation --------------------------------------------------------------------------------

  @Test
  void revokedUserIsClosedAndRefused() throws Exception {
    start();
    String token = token("alice", Duration.ofHours(1));
    Client alice = connect(token);
    Client bob = connect(token("bob", Duration.ofHours(1)));
    ask(alice);
    ask(bob);
    Instant later = Instant.now().plus(Duration.ofHours(1));
    assertThat(fairlead.revocations().revokeSubject("alice", later)).isEqualTo(1);
    assertThat(alice.closeCode()).isEqualTo(4403);
    assertThatThrownBy(() -> connect(token)).hasMessageContaining("403");
    assertThat(refresh(token).statusCode()).isEqualTo(403);

    assertThat(fairlead.revocations().revokeConnection(id(bob))).isTrue();
    assertThat(bob.closeCode()).isEqualTo(4403);
    assertThat(fairlead.revocations().revokeConnection("none")).isFalse();
  }

  @Test
  void revokedTokenIsClosedAndAnotherOfTheSameUserIsNot() throws Exception {
    start();
    String token = token("alice", Duration.ofHours(1));
    Client revoked = connect(token);
    Client other = connect(token("alice", Duration.ofHours(1)));
    String id = id(revoked);
    ask(other);
    String jti =
        (String)
            fairlead.connections().find(id).orElseThrow().security().identity().claims().get("jti");
    Instant later = Instant.now().plus(Duration.ofHours(1));
    assertThat(fairlead.revocations().revokeToken(jti, later)).isEqualTo(1);
    assertThat(revoked.closeCode()).isEqualTo(4403);
    assertThatThrownBy(() -> connect(token)).hasMessageContaining("403");
    assertThat(ask(other)).contains("alice");
  }

  // --- in the middle of something
  // ------------------------------------------------------------------

  private Client opening(Duration lifetime) throws IOException {
    Slow.CALLS.clear();
    Slow.goOn = new CountDownLatch(1);
    Client client = connect("/slow", token("alice", lifetime));
    await().atMost(Duration.ofSeconds(30)).until(() -> Slow.CALLS.contains("open"));
    return client;
  }

  private static void assertEndsInOrder(Client client, int code) throws Exception {
    assertThat(client.closeCode()).isEqualTo(code);
    assertThat(Slow.CALLS).as("while it opens").containsExactly("open");
    Slow.goOn.countDown();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(Slow.CALLS).containsExactly("open", "opened", "close " + code));
  }

  @Test
  void whoeverIsRevokedWhileTheyOpenIsClosedAtOnce() throws Exception {
    start();
    Client client = opening(Duration.ofHours(1));
    Instant later = Instant.now().plus(Duration.ofHours(1));
    assertThat(fairlead.revocations().revokeSubject("alice", later)).isEqualTo(1);
    assertEndsInOrder(client, 4403);
  }

  @Test
  void tokenThatExpiresWhileItsConnectionOpensClosesItAtOnce() throws Exception {
    start("fairlead.auth.expiry-warning", "2s");
    Client client = opening(Duration.ofSeconds(3));
    assertEndsInOrder(client, 4401);
    assertThat(warnings).as("before it was open").isEmpty();
  }

  @Test
  void connectionThatDoesNotFitWhileItOpensIsClosedAtOnce() throws Exception {
    startFromFile("fairlead.auth.reload-interval: 0s");
    Client client = opening(Duration.ofHours(1));
    write("fairlead.auth.reload-interval: 0s", "fairlead.auth.jwt.issuer: another");
    fairlead.policies().reload();
    assertThat(fairlead.policies().recheck()).isEqualTo(1);
    assertEndsInOrder(client, 4403);
  }

  /** Reads nothing before it is told to. */
  private static final class SlowReader implements WebSocket.Listener {
    private final AtomicInteger messages = new AtomicInteger();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public void onOpen(WebSocket socket) {}

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      messages.addAndGet(last ? 1 : 0);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }

  @Test
  void slowReaderThatIsRevokedGetsNothingThatWaited() throws Exception {
    start("fairlead.outbound.max-bytes", "67108864", "fairlead.outbound.max-messages", "1000");
    SlowReader reader = new SlowReader();
    URI uri = URI.create(fairlead.uri().toString().replace("http", "ws") + "/flood");
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + token("alice", Duration.ofHours(1)))
            .buildAsync(uri, reader)
            .join();
    await().atMost(Duration.ofSeconds(30)).until(() -> !fairlead.connections().all().isEmpty());
    Connection connection = fairlead.connections().all().iterator().next();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> connection.state() == ConnectionState.OPEN); // all is queued
    int waited = connection.outbound().messages();
    assertThat(waited).isGreaterThan(20);

    assertThat(fairlead.revocations().revokeConnection(connection.id())).isTrue();
    long lost = connection.outbound().lost(LossReason.CLOSED);
    socket.request(Long.MAX_VALUE);

    assertThat(reader.closed.get(30, TimeUnit.SECONDS)).isEqualTo(4403);
    assertThat(lost).isPositive();
    assertThat(reader.messages.get()).isEqualTo(Flood.COUNT - (int) lost);
    socket.abort();
  }

  // --- reload ------------------------------------------------------------------------------------

  private boolean isLetIn(String token) {
    try {
      connect(token);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void changedFileChangesWhoIsLetInAndLeavesOpenConnectionsUnlessTheyAreToBeJudgedAnew()
      throws Exception {
    String interval = "fairlead.auth.reload-interval: 50ms";
    startFromFile(interval, "fairlead.auth.jwt.issuer: one");
    String one = token("alice", Duration.ofHours(1), "one");
    String two = token("alice", Duration.ofHours(1), "two");
    Client open = connect(one);
    ask(open);
    assertThat(isLetIn(two)).isFalse();

    write(interval, "fairlead.auth.jwt.issuer: two");
    await().atMost(Duration.ofSeconds(30)).until(() -> fairlead.policies().version() == 2);
    assertThat(isLetIn(one)).isFalse();
    assertThat(isLetIn(two)).isTrue();
    assertThat(ask(open)).contains("alice");

    write(interval, "fairlead.auth.jwt.issuer: three", "fairlead.no-such-key: 1");
    assertThatThrownBy(() -> fairlead.policies().reload())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stays in force")
        .hasMessageContaining("fairlead.no-such-key");
    assertThat(isLetIn(two)).isTrue();

    write(interval, "fairlead.auth.jwt.issuer: two", "fairlead.auth.on-reload: recheck");
    assertThat(open.closeCode()).isEqualTo(4403);
    assertThat(ask(connect(two))).contains("alice");
  }

  @Test
  void keyThatIsReplacedEndsItsConnectionsWhereTheyAreJudgedAnew() throws Exception {
    Path key = file.resolveSibling("key");
    Files.writeString(key, Tokens.SECRET);
    FairleadConfig config =
        FairleadConfig.of(
            Map.of(
                "fairlead.auth.jwt.secret-file", key.toString(),
                "fairlead.auth.reload-interval", "50ms",
                "fairlead.auth.on-reload", "recheck",
                "fairlead.server.port", "0"));
    fairlead = builder().config(config).start();
    Client client = connect(Tokens.of("alice"));
    ask(client);
    Files.writeString(key, "another secret that is long enough for HS256");
    assertThat(client.closeCode()).isEqualTo(4403);
    assertThat(isLetIn(Tokens.of("alice"))).isFalse();
  }
}
