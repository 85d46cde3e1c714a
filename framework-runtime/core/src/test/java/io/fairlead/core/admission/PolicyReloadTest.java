package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.admission.jwt.JwtIssuer;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PolicyReloadTest {

  private static final int HANDSHAKES = 10_000;
  private static final int THREADS = 4;
  private static final List<String> SIDES = List.of("a", "b");

  private final ContributionRegistry registry = new ContributionRegistry();
  private final StagedAdmission admission =
      new StagedAdmission(config("a"), registry, new MovableClock());

  @AfterEach
  void close() {
    admission.close();
  }

  /**
   * The two differ in keys, issuer and origin: in what is checked first, and in what comes last.
   */
  private static FairleadConfig config(String side, String... more) {
    Map<String, String> values = new HashMap<>();
    values.put("fairlead.auth.jwt.secret", secret(side));
    values.put("fairlead.auth.jwt.issuer", "issuer-" + side);
    values.put("fairlead.origins", origin(side));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return FairleadConfig.of(values);
  }

  private static String secret(String side) {
    return "a secret that is long enough for HS256: " + side;
  }

  private static String origin(String side) {
    return "https://" + side + ".example";
  }

  private static String token(String side, String issuer) {
    return JwtIssuer.from(
            FairleadConfig.of(
                Map.of(
                    "fairlead.auth.jwt.secret", secret(side), "fairlead.auth.jwt.issuer", issuer)),
            new MovableClock())
        .issue("alice", Duration.ofHours(1), Map.of("tenant", "acme"));
  }

  private static String token(String side) {
    return token(side, "issuer-" + side);
  }

  private static UpgradeRequest request(String origin, String token) {
    return Requests.request().header("Origin", origin(origin)).bearer(token).build();
  }

  private boolean admits(String origin, String token) {
    return admission.admit(request(origin, token)).toCompletableFuture().join() instanceof Admitted;
  }

  /**
   * Half of the handshakes fit one of the policies wholly, the other half each policy by a part: a
   * judgement half by one and half by the other would let those in.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noHandshakeIsJudgedHalfByTheOldAndHalfByTheNewPolicy(boolean onOtherThreads)
      throws Exception {
    if (onOtherThreads) { // what may block is taken off the caller's thread
      registry
          .scope("slow")
          .add(
              MetadataContributor.class,
              (handshake, client) -> CompletableFuture.completedFuture(Map.of()));
    }
    Map<String, String> whole = new HashMap<>();
    Map<String, String> mixed = new HashMap<>();
    for (String side : SIDES) {
      String other = side.equals("a") ? "b" : "a";
      whole.put(side, token(side));
      mixed.put(side, token(other)); // comes with the origin of this side
    }
    AtomicInteger admitted = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    AtomicInteger torn = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
    try {
      Future<Long> reloads =
          threads.submit(
              () -> {
                while (!done.get()) {
                  admission.replace(config(admission.policy().version() % 2 == 1 ? "b" : "a"));
                }
                return admission.policy().version();
              });
      List<Future<?>> clients = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        clients.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < HANDSHAKES / THREADS; i++) {
                    String side = SIDES.get(i / 2 % 2);
                    boolean fits = i % 2 == 0;
                    boolean in = admits(side, (fits ? whole : mixed).get(side));
                    (fits ? (in ? admitted : refused) : (in ? torn : refused)).incrementAndGet();
                  }
                }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
      done.set(true);
      assertThat(reloads.get()).as("policies").isGreaterThan(10);
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
    assertThat(torn).as("let in by no policy").hasValue(0);
    assertThat(admitted.get()).isPositive();
    assertThat(admitted.get() + refused.get()).isEqualTo(HANDSHAKES);
  }

  @Test
  void tokenThatWasRememberedIsWorthNothingUnderAnotherPolicy() {
    String token = token("a");
    assertThat(admits("a", token)).isTrue();
    assertThat(admits("a", token)).isTrue();
    admission.replace(config("a", "fairlead.auth.jwt.issuer", "another"));
    assertThat(admits("a", token)).isFalse();
    admission.replace(config("b", "fairlead.origins", origin("a")));
    assertThat(admits("a", token)).isFalse();
    admission.replace(config("a"));
    assertThat(admits("a", token)).isTrue();
    assertThat(admission.policy().version()).isEqualTo(4);
  }

  @Test
  void policyThatDoesNotFitLeavesTheOneBeforeInForce() {
    FairleadConfig bad = config("b", "fairlead.origins", "no origin");
    assertThatThrownBy(() -> admission.replace(bad))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("fairlead.origins");
    FairleadConfig unreachable =
        FairleadConfig.of(
            Map.of(
                "fairlead.auth.jwt.jwks", "http://127.0.0.1:1/keys",
                "fairlead.auth.jwt.algorithms", "RS256"));
    assertThatThrownBy(() -> admission.replace(unreachable))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("out of reach");
    assertThat(admission.policy().version()).isEqualTo(1);
    assertThat(admits("a", token("a"))).isTrue();
  }

  @Test
  void requiredClaimsAreRequired() {
    String claims = "fairlead.auth.jwt.required-claims";
    for (String met : List.of("tenant", "tenant=acme", "tenant=acme, sub=alice")) {
      admission.replace(config("a", claims, met));
      assertThat(admits("a", token("a"))).as(met).isTrue();
    }
    for (String unmet : List.of("other", "tenant=another", "tenant=acme, other")) {
      admission.replace(config("a", claims, unmet));
      assertThat(admits("a", token("a"))).as(unmet).isFalse();
    }
    assertThatThrownBy(() -> admission.replace(config("a", claims, "tenant=")))
        .hasMessageContaining(claims)
        .hasMessageContaining("tenant=acme");
  }
}
