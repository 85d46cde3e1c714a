package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Handshake;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.SecurityStage.Verdict;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.support.CapturedLog;
import io.fairlead.core.support.MovableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecurityStageTest {

  private final List<Contributed<Authenticator>> authenticators = new ArrayList<>();
  private Places places = Places.UNLIMITED;

  private Verdict decide(Requests requests) {
    return decide(stage(false), requests);
  }

  private static Verdict decide(SecurityStage stage, Requests requests) {
    DefaultHandshake handshake = handshake(requests);
    return stage.enter(handshake) instanceof Places.Answer.Full full
        ? new Verdict.Turned(full.refused())
        : stage.decide(handshake).toCompletableFuture().join();
  }

  private SecurityStage stage(boolean everybody) {
    return new SecurityStage(
        OriginPolicy.of(FairleadConfig.of(Map.of())),
        places,
        everybody ? null : () -> authenticators,
        ForkJoinPool.commonPool());
  }

  private static DefaultHandshake handshake(Requests requests) {
    UpgradeRequest request = requests.build();
    NetworkStage network =
        new NetworkStage(TrustedProxies.of(FairleadConfig.of(Map.of())), new MovableClock());
    return DefaultHandshake.of(request, network.examine(request));
  }

  private void add(String owner, Authenticator authenticator) {
    authenticators.add(new Contributed<>(owner, authenticator, 0));
  }

  private void add(String owner, Decision decision) {
    add(owner, handshake -> CompletableFuture.completedFuture(decision));
  }

  private static Refused refused(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Turned.class);
    return ((Verdict.Turned) verdict).refused();
  }

  private static ClearedClient cleared(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Cleared.class);
    return ((Verdict.Cleared) verdict).client();
  }

  @Test
  void letsInWhomTheFirstAuthenticatorWithAnOpinionAccepts() {
    add("one", Decision.abstain());
    add("two", Decision.accept(Identity.of("alice")));
    add("three", Decision.reject(403, "Never asked."));
    ClearedClient client =
        cleared(decide(Requests.request().header("Origin", "http://chat.example.com")));
    assertThat(client.identity().getName()).isEqualTo("alice");
    assertThat(client.authenticator()).isEqualTo("two");
    assertThat(client.origin()).contains("http://chat.example.com");
  }

  @Test
  void refusesWhomAnAuthenticatorRejects() throws Exception {
    add("one", new Decision.Rejected(418, "Short and stout.", Map.of("X-Tea", "green")));
    add("two", Decision.accept(Identity.of("alice")));
    Refused refused = refused(decide(Requests.request()));
    assertThat(refused.status()).isEqualTo(418);
    assertThat(refused.headers()).containsEntry("X-Tea", "green");
    assertThat(ProblemTest.json(refused).get("detail").asText()).isEqualTo("Short and stout.");
  }

  @Test
  void refusesWithAChallengeWhereAllAbstain() {
    assertThat(refused(decide(Requests.request())).status()).isEqualTo(401);
    add("one", Decision.abstain());
    Refused refused = refused(decide(Requests.request()));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.headers()).containsEntry("WWW-Authenticate", "Bearer realm=\"fairlead\"");
  }

  @Test
  void refusesWithoutAskingOthersWhereAnAuthenticatorFails() {
    List<Authenticator> faulty =
        List.of(
            handshake -> {
              throw new IllegalStateException("broken");
            },
            handshake -> {
              throw new LinkageError("broken");
            },
            handshake -> CompletableFuture.failedFuture(new IllegalStateException("broken later")),
            SecurityStageTest::nothing,
            handshake -> CompletableFuture.completedFuture(null),
            handshake ->
                CompletableFuture.completedFuture(
                    new Decision.Rejected(403, "x", Map.of("X-A", "a\r\nX-B: c"))));
    for (Authenticator each : faulty) {
      authenticators.clear();
      add("faulty", each);
      add("kind", Decision.accept(Identity.of("anyone")));
      try (CapturedLog log = new CapturedLog()) {
        Refused refused = refused(decide(Requests.request()));
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.body()).doesNotContain("broken");
        assertThat(log.lines()).anyMatch(line -> line.contains("'faulty'"));
      }
    }
  }

  @SuppressWarnings("NullAway") // what a careless plugin does
  private static CompletionStage<Decision> nothing(Handshake handshake) {
    return null;
  }

  @Test
  void goesOnOnAThreadOfItsOwnAfterALateAnswer() throws Exception {
    CompletableFuture<Decision> late = new CompletableFuture<>();
    AtomicReference<Thread> asked = new AtomicReference<>();
    add("late", handshake -> late);
    add(
        "next",
        handshake -> {
          asked.set(Thread.currentThread());
          return CompletableFuture.completedFuture(Decision.accept(Identity.of("bob")));
        });
    CompletableFuture<Verdict> verdict =
        stage(false).decide(handshake(Requests.request())).toCompletableFuture();
    assertThat(verdict).isNotDone();
    Thread pluginThread = new Thread(() -> late.complete(Decision.abstain()));
    pluginThread.start();
    assertThat(cleared(verdict.join()).identity().getName()).isEqualTo("bob");
    assertThat(asked.get()).isNotSameAs(pluginThread);
    pluginThread.join();
  }

  @Test
  void refusesAForeignOriginBeforeAnythingElse() {
    places = network -> new Places.Answer.Full(Problem.refused(503, "Full."));
    add("one", Decision.accept(Identity.of("alice")));
    assertThat(refused(decide(Requests.request().header("Origin", "http://evil.example"))).status())
        .isEqualTo(403);
    assertThat(refused(decide(Requests.request().header("Origin", "null"))).status())
        .isEqualTo(403);
  }

  @Test
  void refusesWhereALimitIsReachedBeforeAskingAuthenticators() {
    places =
        network ->
            new Places.Answer.Full(Problem.refused(429, "Too many.", Map.of("Retry-After", "7")));
    add(
        "one",
        handshake -> {
          throw new AssertionError("must not be asked");
        });
    Refused refused = refused(decide(Requests.request()));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsEntry("Retry-After", "7");
  }

  @Test
  void refusesWhereTheLimitsCannotBeChecked() {
    places =
        network -> {
          throw new IllegalStateException("no registry");
        };
    add("one", Decision.accept(Identity.of("alice")));
    assertThat(refused(decide(Requests.request())).status()).isEqualTo(500);
  }

  @Test
  void letsEverybodyInWithoutAskingWhereAuthenticationIsOff() {
    add("one", Decision.reject(403, "No."));
    ClearedClient client = cleared(decide(stage(true), Requests.request()));
    assertThat(client.identity().isAnonymous()).isTrue();
    assertThat(client.authenticator()).isEqualTo("none");
    Requests foreign = Requests.request().header("Origin", "http://evil.example");
    assertThat(refused(decide(stage(true), foreign)).status()).isEqualTo(403);
  }
}
