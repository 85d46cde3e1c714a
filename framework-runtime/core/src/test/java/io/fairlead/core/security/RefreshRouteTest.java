package io.fairlead.core.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fairlead.api.admission.Decision;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.admission.ClearedClient;
import io.fairlead.core.admission.Places;
import io.fairlead.core.admission.RevocationList;
import io.fairlead.core.admission.StagedAdmission;
import io.fairlead.core.admission.jwt.Judged;
import io.fairlead.core.admission.jwt.JwtAuthenticator;
import io.fairlead.core.admission.jwt.JwtIssuer;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.ManualTransport;
import io.fairlead.core.support.Queues;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RefreshRouteTest {

  private static final String SECRET = "a secret that is long enough for HS256";

  private final AtomicReference<@Nullable Runnable> inBetween = new AtomicReference<>();

  /** The guard looks at it after the token was judged, and before it is installed. */
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          Runnable task = inBetween.getAndSet(null);
          if (task != null) {
            task.run();
          }
          return Instant.now();
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  private record Post(String token) implements HttpRequest {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/refresh";
    }

    @Override
    public Optional<String> queryParameter(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
      return name.equals("Authorization") ? Optional.of("Bearer " + token) : Optional.empty();
    }

    @Override
    public Optional<String> clientAddress() {
      return Optional.empty();
    }

    @Override
    public boolean secure() {
      return false;
    }

    @Override
    public byte[] body() {
      return new byte[0];
    }
  }

  private final class Server implements AutoCloseable {
    final DefaultConnectionRegistry connections = new DefaultConnectionRegistry();
    final StagedAdmission admission;
    final AccessGuard guard;
    final RefreshRoute route;
    final FairleadConfig config;

    Server(FairleadConfig config, int most) {
      this.config = config;
      RevocationList revoked = new RevocationList(config, Clock.systemUTC());
      admission =
          new StagedAdmission(
              config, new ContributionRegistry(), Clock.systemUTC(), Places.UNLIMITED, revoked);
      guard =
          new AccessGuard(config, connections, admission, revoked, new Heartbeats(config), clock);
      route = new RefreshRoute("/refresh", most, admission, connections, guard, revoked);
    }

    DefaultConnection open(String token) {
      Judged judged = admission.judge(token).orElseThrow().answer().toCompletableFuture().join();
      var identity = ((Decision.Accepted) judged.decision()).identity();
      ConnectionOpener opener =
          new ConnectionOpener(
              connections,
              config,
              MemoryBudget.of(config),
              WaitingRoom.UNBOUNDED,
              new Heartbeats(config),
              new ContributionRegistry(),
              Queues.timer());
      opener.guardedBy(guard);
      Admitted before = Admissions.admitted(identity);
      DefaultConnection connection =
          opener.open(
              new Admitted(
                  before.network(),
                  new ClearedClient(
                      identity, JwtAuthenticator.NAME, Optional.empty(), judged.proof()),
                  before.metadata()),
              new ManualTransport(),
              new DefaultConnection.Target("/chat", Map.of(), null));
      connection.begins();
      connection.opened();
      return connection;
    }

    @Override
    public void close() {
      admission.close();
    }
  }

  private static FairleadConfig config(String issuer) {
    return FairleadConfig.of(
        Map.of("fairlead.auth.jwt.secret", SECRET, "fairlead.auth.jwt.issuer", issuer));
  }

  private static String token(String issuer, Duration lifetime) {
    return JwtIssuer.from(config(issuer)).issue("alice", lifetime, Map.of());
  }

  @Test
  void tokenThatOnlyThePolicyBeforeFoundGoodIsNotInstalled() throws Exception {
    try (Server server = new Server(config("one"), 1)) {
      DefaultConnection connection = server.open(token("one", Duration.ofMinutes(10)));
      Instant end = connection.security().identity().expiresAt().orElseThrow();
      inBetween.set(() -> server.admission.replace(config("two")));

      HttpReply reply = server.route.handle(new Post(token("one", Duration.ofHours(1))));

      assertThat(server.admission.policy().version()).isEqualTo(2);
      assertThat(reply.status()).isEqualTo(401);
      assertThat(connection.security().identity().expiresAt()).contains(end);
    }
  }

  @Test
  void tokenThatTheNextPolicyFindsGoodTooIsInstalled() throws Exception {
    try (Server server = new Server(config("one"), 1)) {
      DefaultConnection connection = server.open(token("one", Duration.ofMinutes(10)));
      Instant end = connection.security().identity().expiresAt().orElseThrow();
      inBetween.set(() -> server.admission.replace(config("one")));

      HttpReply reply = server.route.handle(new Post(token("one", Duration.ofHours(1))));

      assertThat(reply.status()).isEqualTo(204);
      assertThat(connection.security().identity().expiresAt().orElseThrow()).isAfter(end);
    }
  }

  @Test
  void policyThatChangesAgainAndAgainIsNotWaitedForForEver() throws Exception {
    try (Server server = new Server(config("one"), 1)) {
      server.open(token("one", Duration.ofMinutes(10)));
      inBetween.set(
          new Runnable() {
            @Override
            public void run() {
              server.admission.replace(config("one"));
              inBetween.set(this);
            }
          });

      HttpReply reply = server.route.handle(new Post(token("one", Duration.ofHours(1))));

      assertThat(reply.status()).isEqualTo(503);
      inBetween.set(null);
    }
  }

  @Test
  void fetchOfAKeySetHoldsNoMoreThreadsThanItMay() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    HttpServer issuer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    issuer.createContext(
        "/keys",
        exchange -> {
          asked.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    issuer.start();
    FairleadConfig config =
        FairleadConfig.of(
            Map.of(
                "fairlead.auth.jwt.jwks",
                "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys",
                "fairlead.auth.jwt.algorithms",
                "RS256"));
    try (Server server = new Server(config, 1)) {
      String token = encoded("{\"alg\":\"RS256\",\"kid\":\"one\"}") + "." + encoded("{}") + ".c2ln";
      CompletableFuture<HttpReply> first =
          CompletableFuture.supplyAsync(
              () -> handled(server, token), task -> new Thread(task).start());
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

      HttpReply second = handled(server, token);

      assertThat(second.status()).isEqualTo(503);
      assertThat(second.headers()).containsKey("Retry-After");
      assertThat(new String(second.body(), StandardCharsets.UTF_8)).contains("Too many tokens");
      goOn.countDown();
      assertThat(first.get(50, TimeUnit.SECONDS).status()).isEqualTo(503);
      HttpReply third = handled(server, token);
      assertThat(new String(third.body(), StandardCharsets.UTF_8)).doesNotContain("Too many");
    } finally {
      goOn.countDown();
      issuer.stop(0);
    }
  }

  private static HttpReply handled(Server server, String token) {
    try {
      return server.route.handle(new Post(token));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
