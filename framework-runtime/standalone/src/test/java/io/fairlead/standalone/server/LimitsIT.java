package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.support.Tokens;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The limits that hold before the upgrade, each filled to its last place: what it refuses and how,
 * and that every place comes back.
 */
@Timeout(120)
class LimitsIT {

  private static final String CONNECTIONS = "fairlead.limits.connections";
  private static final String OF_ADDRESS = "fairlead.limits.connections-per-address";
  private static final String OF_USER = "fairlead.limits.connections-per-principal";
  private static final String RATE = "fairlead.limits.handshakes-per-second";

  private final List<RawClient> clients = new ArrayList<>();
  private Fairlead fairlead;

  /** Echoes. */
  @ServerEndpoint("/echo")
  public static class Echo {
    @OnMessage
    public String echo(String message) {
      return message;
    }
  }

  /** Fails at each opening. */
  @ServerEndpoint("/failing")
  public static class Failing {
    @OnOpen
    public void open() {
      throw new IllegalStateException("as it always does");
    }
  }

  /** Cannot even be made. */
  @ServerEndpoint("/unmade")
  public static class Unmade {
    public Unmade() {
      throw new IllegalStateException("as it always does");
    }
  }

  /** Declines every handshake. */
  @ServerEndpoint(value = "/declining", configurator = Declining.Configurator.class)
  public static class Declining {
    /** Says 403, or throws. */
    public static class Configurator extends ServerEndpointConfig.Configurator {
      @Override
      public void modifyHandshake(
          ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        if ("throw".equals(request.getQueryString())) {
          throw new IllegalStateException("as the client wished");
        }
        ((org.glassfish.tyrus.spi.UpgradeResponse) response).setStatus(403);
      }
    }
  }

  private void start(String... settings) throws Exception {
    start(builder(settings));
  }

  private void start(Fairlead.Builder builder) throws Exception {
    Leaks.watch();
    fairlead = builder.start();
  }

  private static Fairlead.Builder builder(String... settings) {
    Fairlead.Builder builder = Fairlead.builder().port(0);
    List.of(Echo.class, Failing.class, Unmade.class, Declining.class).forEach(builder::endpoint);
    builder.set("fairlead.auth.mode", "none").set(RATE, "0");
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    return builder;
  }

  @AfterEach
  void stop() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    fairlead.close();
    Leaks.assertNone();
  }

  private RawClient client() throws IOException {
    return kept(RawClient.connect(fairlead.port()));
  }

  private RawClient clientFrom(String address) throws IOException {
    return kept(
        new RawClient(
            new Socket(
                InetAddress.getLoopbackAddress(),
                fairlead.port(),
                InetAddress.getByName(address),
                0)));
  }

  private RawClient kept(RawClient client) {
    clients.add(client);
    return client;
  }

  private RawClient.Response shake(RawClient client, String... headers) throws IOException {
    return client.send(RawClient.handshake("/echo", headers)).response();
  }

  private static void refused(RawClient.Response response, int status) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(Integer.parseInt(String.valueOf(response.header("Retry-After")))).isBetween(1, 15);
    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.header("Sec-WebSocket-Accept")).isNull();
  }

  /**
   * Takes so many places, and finds that there is no other. A place comes back when the server has
   * noticed that it is free, so a refusal here only means another try.
   */
  private void fill(int most, String... headers) throws IOException {
    for (int i = 0; i < most; i++) {
      await().until(() -> opens(headers));
    }
    for (int i = 0; i < 3; i++) {
      refused(shake(client(), headers), 503);
    }
    assertThat(fairlead.connections().size()).isEqualTo(most);
  }

  private boolean opens(String... headers) throws IOException {
    RawClient client = RawClient.connect(fairlead.port());
    RawClient.Response response = shake(client, headers);
    if (response.status() == 101) {
      kept(client);
      return true;
    }
    refused(response, 503);
    client.close();
    return false;
  }

  private void nobodyIsLeft() {
    await().until(() -> fairlead.connections().size() == 0);
  }

  // --- in total --------------------------------------------------------------------------------

  @Test
  void burstOfHandshakesFillsTheServerAndNoMore() throws Exception {
    start(CONNECTIONS, "50");
    List<RawClient> admitted = burst(500);
    assertThat(admitted).hasSize(50);
    for (RawClient client : admitted) {
      client.send(RawClient.text("hello"));
      assertThat(client.frame().text()).isEqualTo("hello");
    }
    for (RawClient client : admitted) {
      client.send(RawClient.close(1000));
      assertThat(client.frame().closeCode()).isEqualTo(1000);
    }
    nobodyIsLeft();
    fill(50);
  }

  /** All are connected before the first asks, and all ask before the first answer is read. */
  private List<RawClient> burst(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      client();
    }
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<CompletableFuture<Void>> sent =
          clients.stream()
              .map(each -> CompletableFuture.runAsync(() -> sendAt(go, each), threads))
              .toList();
      go.countDown();
      sent.forEach(CompletableFuture::join);
    } finally {
      threads.shutdownNow();
    }
    List<RawClient> admitted = new ArrayList<>();
    for (RawClient client : clients) {
      RawClient.Response response = client.response();
      if (response.status() == 101) {
        admitted.add(client);
      } else {
        refused(response, 503);
        assertThat(client.ended()).isTrue();
      }
    }
    return admitted;
  }

  private static void sendAt(CountDownLatch go, RawClient client) {
    try {
      go.await();
      client.send(RawClient.handshake("/echo"));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- places come back ------------------------------------------------------------------------

  @Test
  void placesOfRefusedHandshakesComeBack() throws Exception {
    start(
        builder(CONNECTIONS, "5")
            .set("fairlead.auth.mode", "jwt")
            .set("fairlead.auth.jwt.secret", Tokens.SECRET));
    String token = "Authorization: Bearer " + Tokens.of("anna");
    for (int i = 0; i < 10; i++) {
      status(RawClient.handshake("/echo"), 401);
      status(RawClient.handshake("/echo", "Authorization: Bearer nonsense"), 403);
      status(RawClient.handshake("/echo", token, "Origin: https://evil.example"), 403);
      status(RawClient.handshake("/nowhere", token), 404);
      status(RawClient.handshake("/echo?q=%zz", token), 400);
      status(RawClient.handshake("/echo", token, "Content-Length: 3"), 400);
      status(RawClient.handshake("/echo", token).replace("Version: 13", "Version: 8"), 426);
      status(RawClient.handshake("/declining", token), 403);
      status(RawClient.handshake("/declining?throw", token), 500);
    }
    fill(5, token);
  }

  private void status(String request, int status) throws IOException {
    try (RawClient client = RawClient.connect(fairlead.port())) {
      assertThat(client.send(request).response().status()).isEqualTo(status);
    }
  }

  @Test
  void placesOfClientsThatVanishInTheUpgradeComeBack() throws Exception {
    start(CONNECTIONS, "5");
    String handshake = RawClient.handshake("/echo");
    for (int i = 0; i < 200; i++) {
      RawClient client = RawClient.connect(fairlead.port());
      client.send(i % 4 == 0 ? handshake.substring(0, 60) : handshake);
      if (i % 4 == 3) {
        client.close();
      } else {
        client.reset();
      }
    }
    nobodyIsLeft();
    fill(5);
  }

  @Test
  void placesOfClientsThatVanishWhileTheyAreAskedComeBack() throws Exception {
    CompletableFuture<Decision> verdict = new CompletableFuture<>();
    CountDownLatch asked = new CountDownLatch(5);
    Authenticator slow =
        handshake -> {
          asked.countDown();
          return verdict;
        };
    start(
        builder(CONNECTIONS, "5", "fairlead.auth.mode", "plugins")
            .contribute(Authenticator.class, slow, 0));
    for (int i = 0; i < 5; i++) {
      client().send(RawClient.handshake("/echo"));
    }
    asked.await();
    refused(shake(client()), 503); // those who are asked have their places
    for (RawClient client : clients) {
      client.reset();
    }
    verdict.complete(Decision.accept(Identity.of("anna")));
    nobodyIsLeft();
    fill(5);
  }

  @Test
  void placesOfHandshakesPastTheirDeadlineComeBack() throws Exception {
    CompletableFuture<Decision> never = new CompletableFuture<>();
    Authenticator slow =
        handshake ->
            handshake.header("X-Slow").isPresent()
                ? never
                : CompletableFuture.completedFuture(Decision.abstain());
    start(
        builder(CONNECTIONS, "5")
            .set("fairlead.auth.mode", "jwt")
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .set("fairlead.admission.timeout", "300ms")
            .contribute(Authenticator.class, slow, 0));
    String token = "Authorization: Bearer " + Tokens.of("anna");
    for (int round = 0; round < 3; round++) {
      List<RawClient> late = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        late.add(client().send(RawClient.handshake("/echo", token, "X-Slow: 1")));
      }
      for (RawClient client : late) {
        refused(client.response(), 503);
      }
    }
    fill(5, token);
  }

  @Test
  void placesOfConnectionsWhoseOpeningFailsComeBack() throws Exception {
    start(CONNECTIONS, "5");
    for (int i = 0; i < 20; i++) {
      client().open("/failing").reset(); // whose session stays, as with Tyrus
      try (RawClient client = RawClient.connect(fairlead.port()).open("/unmade")) {
        assertThat(client.frame().closeCode()).isEqualTo(1011);
      }
      nobodyIsLeft();
    }
    fill(5);
  }

  // --- by user, by address, by second ----------------------------------------------------------

  @Test
  void userWithAllPlacesTakenGets429AndOthersComeIn() throws Exception {
    start(
        builder(OF_USER, "3")
            .set("fairlead.auth.mode", "jwt")
            .set("fairlead.auth.jwt.secret", Tokens.SECRET));
    String anna = "Authorization: Bearer " + Tokens.of("anna");
    List<RawClient> hers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      hers.add(client().open("/echo", anna));
    }
    for (int i = 0; i < 5; i++) {
      refused(shake(clientFrom("127.0.0." + (10 + i)), anna), 429);
    }
    client().open("/echo", "Authorization: Bearer " + Tokens.of("ben"));

    hers.get(0).reset();
    await().until(() -> fairlead.connections().size() == 3);
    await().until(() -> shake(client(), anna).status() == 101);
    refused(shake(client(), anna), 429);
  }

  @Test
  void addressWithAllPlacesTakenGets429AndOthersComeIn() throws Exception {
    start(OF_ADDRESS, "3");
    List<RawClient> same = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      same.add(clientFrom("127.0.0.7").open("/echo"));
    }
    refused(shake(clientFrom("127.0.0.7")), 429);
    refused(shake(clientFrom("127.0.0.7"), "X-Forwarded-For: 192.0.2.1"), 429); // no proxy of ours
    clientFrom("127.0.0.8").open("/echo");

    same.get(0).send(RawClient.close(1000));
    await().until(() -> shake(clientFrom("127.0.0.7")).status() == 101);
    refused(shake(clientFrom("127.0.0.7")), 429);
  }

  @Test
  void clientsBehindTrustedProxyAreCountedByTheirOwnAddress() throws Exception {
    start(OF_ADDRESS, "2", "fairlead.trusted-proxies", "127.0.0.1");
    String first = "X-Forwarded-For: 192.0.2.1";
    client().open("/echo", first);
    client().open("/echo", first);
    refused(shake(client(), first), 429);
    refused(shake(client(), "X-Forwarded-For: 198.51.100.1, 192.0.2.1"), 429); // what it wrote
    client().open("/echo", "X-Forwarded-For: 192.0.2.2");

    client().open("/echo", "X-Forwarded-For: 2001:db8::1");
    client().open("/echo", "X-Forwarded-For: 2001:db8::2");
    refused(shake(client(), "X-Forwarded-For: 2001:db8::3"), 429); // the same /64
    client().open("/echo", "X-Forwarded-For: 2001:db8:0:1::3");
  }

  @Test
  void addressThatShakesHandsTooFastGets429AndOthersComeIn() throws Exception {
    start(RATE, "1");
    clientFrom("127.0.0.7").open("/echo");
    clientFrom("127.0.0.7").open("/echo");
    RawClient.Response response =
        await().until(() -> shake(clientFrom("127.0.0.7")), each -> each.status() != 101);
    refused(response, 429);
    assertThat(response.header("Retry-After")).isEqualTo("1");
    clientFrom("127.0.0.8").open("/echo");

    await().until(() -> shake(clientFrom("127.0.0.7")).status() == 101);
  }
}
