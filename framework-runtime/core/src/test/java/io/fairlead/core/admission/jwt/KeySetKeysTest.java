package io.fairlead.core.admission.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.sun.net.httpserver.HttpServer;
import io.fairlead.api.admission.Decision;
import io.fairlead.core.support.CapturedLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KeySetKeysTest {

  private static final String OLD =
      Tokens.signAs("old", JWSAlgorithm.RS256, Tokens.RSA.getPrivate());
  private static final String NEW =
      Tokens.signAs("new", JWSAlgorithm.RS256, Tokens.OTHER_RSA.getPrivate());
  private static final JWK OLD_KEY = key("old", Tokens.RSA);
  private static final JWK NEW_KEY = key("new", Tokens.OTHER_RSA);

  private final AtomicInteger fetches = new AtomicInteger();
  private volatile String answer = "";
  private volatile int status = 200;
  private HttpServer server;

  private static JWK key(String id, KeyPair pair) {
    return new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(id).build();
  }

  private void publish(JWK... keys) {
    answer = new JWKSet(Arrays.asList(keys)).toString();
    status = 200;
  }

  @BeforeEach
  void startIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopIssuer() {
    server.stop(0);
  }

  private JwtFixture jwt(String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "jwt.jwks",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/keys",
                "jwt.algorithms",
                "RS256,EdDSA"));
    settings.addAll(List.of(more));
    return new JwtFixture(settings.toArray(String[]::new));
  }

  @Test
  void fetchesOnceForAThousandTokens() throws Exception {
    publish(OLD_KEY);
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try (JwtFixture jwt = jwt()) {
      List<Future<Decision>> decisions = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        decisions.add(callers.submit(() -> jwt.decide(OLD)));
      }
      for (Future<Decision> each : decisions) {
        assertThat(each.get()).isInstanceOf(Decision.Accepted.class);
      }
      assertThat(fetches).hasValue(1);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void fetchesAgainForAKeyThatWasAdded() {
    publish(OLD_KEY);
    try (JwtFixture jwt = jwt()) {
      jwt.accepted(OLD);
      publish(OLD_KEY, NEW_KEY);
      assertThat(jwt.accepted(NEW).getName()).isEqualTo("alice");
      assertThat(fetches).hasValue(2);
      jwt.accepted(NEW);
      jwt.accepted(OLD);
      assertThat(fetches).hasValue(2);
    }
  }

  @Test
  void refusesATokenOfAnUnknownKeyAfterOneFetch() {
    publish(OLD_KEY);
    try (JwtFixture jwt = jwt()) {
      jwt.accepted(OLD);
      jwt.assertBad(NEW, "unknown key");
      assertThat(fetches).hasValue(2);
    }
  }

  @Test
  void refusesATokenWhoseKeyIdNamesAnotherKey() {
    publish(OLD_KEY, NEW_KEY);
    try (JwtFixture jwt = jwt()) {
      jwt.assertBad(
          Tokens.signAs("old", JWSAlgorithm.RS256, Tokens.OTHER_RSA.getPrivate()), "signature");
      assertThat(fetches).hasValue(1);
    }
  }

  @Test
  void triesAllFittingKeysForATokenWithoutKeyId() {
    publish(OLD_KEY, NEW_KEY);
    try (JwtFixture jwt = jwt()) {
      String token =
          Tokens.sign(JWSAlgorithm.RS256, Tokens.OTHER_RSA.getPrivate(), Tokens.claims());
      assertThat(jwt.accepted(token).getName()).isEqualTo("alice");
    }
  }

  /** Forged key ids may neither overrun the issuer nor hold up a real rotation. */
  @Test
  void keepsItsDistanceInAFloodOfForgedKeyIdsAndStillSeesARotation() {
    publish(OLD_KEY);
    try (JwtFixture jwt = jwt()) {
      jwt.accepted(OLD);
      long start = System.nanoTime();
      List<CompletableFuture<Decision>> forged = new ArrayList<>();
      CompletableFuture<Decision> rotated = new CompletableFuture<>();
      for (int i = 0; i < 2_000; i++) {
        forged.add(jwt.ask(withKeyId("forged-" + i)));
        if (i == 1_000) {
          // in the middle of the flood, and after its first fetch, the issuer rotates
          await().atMost(Duration.ofSeconds(60)).until(() -> fetches.get() >= 2);
          publish(NEW_KEY);
          rotated = jwt.ask(NEW);
        }
      }
      assertThat(rotated.join()).isInstanceOf(Decision.Accepted.class);
      for (CompletableFuture<Decision> each : forged) {
        Decision.Rejected rejected = (Decision.Rejected) each.join();
        assertThat(rejected.status()).isEqualTo(403);
        assertThat(rejected.detail()).contains("unknown key");
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(fetches.get()).isBetween(3, 3 + (int) (seconds / 2));
    }
  }

  /** Not even signed: the key is looked for first. */
  private static String withKeyId(String id) {
    return Tokens.raw("{\"alg\":\"RS256\",\"kid\":\"" + id + "\"}", "{}", "AAAA");
  }

  @Test
  void answers503WhereTheKeysWereNeverInReach() {
    status = 500;
    try (CapturedLog log = new CapturedLog();
        JwtFixture jwt = jwt()) {
      Decision.Rejected rejected = jwt.rejected(OLD);
      assertThat(rejected.status()).isEqualTo(503);
      assertThat(rejected.headers()).containsKey("Retry-After");
      for (int i = 0; i < 20; i++) {
        assertThat(jwt.rejected(OLD).status()).isEqualTo(503);
      }
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WARN") && line.contains("cannot be fetched"))
          .hasSize(1);
      publish(OLD_KEY);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(jwt.decide(OLD)).isInstanceOf(Decision.Accepted.class));
      assertThat(log.lines()).anyMatch(line -> line.contains("can be fetched again"));
    }
  }

  @Test
  void doesNotLetEveryHandshakeTryForItselfInAnOutage() {
    status = 500;
    try (JwtFixture jwt = jwt()) {
      long start = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        assertThat(jwt.rejected(OLD).status()).isEqualTo(503);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      // two attempts each second at most
      assertThat(fetches.get()).isLessThanOrEqualTo(2 * (1 + (int) Math.ceil(seconds)));
    }
  }

  @Test
  void keepsAcceptingKnownKeysThroughAnOutageAndAnswers503ForUnknownOnes() {
    publish(OLD_KEY);
    try (JwtFixture jwt = jwt("jwt.jwks-cache", "60s")) {
      jwt.accepted(OLD);
      status = 503;
      answer = "<html>maintenance</html>";
      jwt.clock.forward(Duration.ofMinutes(5));
      assertThat(jwt.accepted(OLD).getName()).isEqualTo("alice");
      assertThat(jwt.rejected(NEW).status()).isEqualTo(503);
      assertThat(jwt.accepted(OLD).getName()).isEqualTo("alice");
      publish(NEW_KEY);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(jwt.decide(NEW)).isInstanceOf(Decision.Accepted.class));
    }
  }

  @Test
  void endsAnOutageAfterTenTimesTheCache() {
    publish(OLD_KEY);
    try (JwtFixture jwt = jwt("jwt.jwks-cache", "60s")) {
      jwt.accepted(OLD);
      status = 500;
      jwt.clock.forward(Duration.ofSeconds(700));
      assertThat(jwt.rejected(OLD).status()).isEqualTo(503);
    }
  }

  @Test
  void stopsAcceptingAKeyThatWasTakenOutOnceTheCacheEnds() {
    publish(OLD_KEY, NEW_KEY);
    try (JwtFixture jwt = jwt("jwt.jwks-cache", "60s")) {
      jwt.accepted(OLD);
      publish(NEW_KEY);
      jwt.clock.forward(Duration.ofSeconds(61));
      // the token had been verified and remembered, and still has to go
      jwt.assertBad(OLD, "unknown key");
    }
  }

  @Test
  void fetchesAheadOfTheEndOfTheCacheInTheBackground() {
    publish(OLD_KEY);
    try (JwtFixture jwt = jwt("jwt.jwks-cache", "60s")) {
      jwt.accepted(OLD);
      publish(OLD_KEY, NEW_KEY);
      jwt.clock.forward(Duration.ofSeconds(50));
      String other =
          Tokens.sign(JWSAlgorithm.RS256, Tokens.RSA.getPrivate(), Tokens.claims("n", 1));
      jwt.accepted(other);
      await().atMost(Duration.ofSeconds(30)).until(() -> fetches.get() == 2);
    }
  }

  @Test
  void answers503WhereTheIssuerSendsNoKeySet() {
    answer = "{\"error\":\"sorry\"}";
    try (JwtFixture jwt = jwt()) {
      assertThat(jwt.rejected(OLD).status()).isEqualTo(503);
    }
  }

  @Test
  void leavesOutKeysThatAreNotForSignaturesOrWeak() {
    publish(
        new RSAKey.Builder((RSAPublicKey) Tokens.RSA.getPublic())
            .keyID("old")
            .keyUse(KeyUse.ENCRYPTION)
            .build(),
        new RSAKey.Builder((RSAPublicKey) Tokens.OTHER_RSA.getPublic())
            .keyID("new")
            .algorithm(JWSAlgorithm.PS256)
            .build(),
        new RSAKey.Builder((RSAPublicKey) Tokens.WEAK_RSA.getPublic()).keyID("weak").build());
    try (JwtFixture jwt = jwt()) {
      jwt.assertBad(OLD, "unknown key");
      jwt.assertBad(NEW, "unknown key");
      assertThat(KeyRing.of(parsed()).algorithms()).containsExactly(JWSAlgorithm.PS256);
    }
  }

  private JWKSet parsed() {
    try {
      return JWKSet.parse(answer);
    } catch (java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void neverTakesASecretFromAKeySetOfAUrl() {
    answer =
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\""
            + Base64URL.encode(Tokens.SECRET)
            + "\"}]}";
    try (JwtFixture jwt = jwt()) {
      jwt.assertBad(
          Tokens.signAs("secret", JWSAlgorithm.HS256, Tokens.secret(Tokens.SECRET)),
          "algorithm that is not allowed");
    }
  }

  @Test
  void verifiesEd25519KeysOfASet() {
    byte[] der = Tokens.ED25519.getPublic().getEncoded();
    Base64URL x = Base64URL.encode(Arrays.copyOfRange(der, der.length - 32, der.length));
    publish(new OctetKeyPair.Builder(Curve.Ed25519, x).keyID("ed").build());
    try (JwtFixture jwt = jwt()) {
      String token = Tokens.signAs("ed", JWSAlgorithm.EdDSA, Tokens.ED25519.getPrivate());
      assertThat(jwt.accepted(token).getName()).isEqualTo("alice");
      String forged = Tokens.signAs("ed", JWSAlgorithm.EdDSA, other().getPrivate());
      jwt.assertBad(forged, "signature");
    }
  }

  private static KeyPair other() {
    try {
      return java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsAKeySetFileAnewForAKeyThatWasAdded(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys.json");
    Files.writeString(file, new JWKSet(OLD_KEY).toString());
    try (JwtFixture jwt = new JwtFixture("jwt.jwks", file.toString(), "jwt.algorithms", "RS256")) {
      jwt.accepted(OLD);
      Files.writeString(file, new JWKSet(List.of(OLD_KEY, NEW_KEY)).toString());
      assertThat(jwt.accepted(NEW).getName()).isEqualTo("alice");
    }
  }
}
