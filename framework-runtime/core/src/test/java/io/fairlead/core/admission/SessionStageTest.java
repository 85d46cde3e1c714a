package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.Metadata;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.CapturedLog;
import io.fairlead.core.support.MovableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SessionStageTest {

  private static final Duration PLENTY = Duration.ofSeconds(50);

  private final ContributionRegistry registry = new ContributionRegistry();
  private final AdmissionWorkers workers = new AdmissionWorkers(8);
  private final SessionStage stage = new SessionStage(registry, workers);
  private final ClearedClient alice =
      new ClearedClient(
          Identity.builder("alice").claim("tier", "gold").build(), "jwt", Optional.empty());

  @AfterEach
  void closeWorkers() {
    workers.close();
  }

  private void add(String owner, int order, MetadataContributor contributor) {
    registry.scope(owner).add(MetadataContributor.class, contributor, order);
  }

  private void add(String owner, int order, Map<String, Object> facts) {
    add(owner, order, (handshake, security) -> CompletableFuture.completedFuture(facts));
  }

  private Metadata collect(Duration within) {
    return collect(Requests.request(), within);
  }

  private Metadata collect(Requests requests, Duration within) {
    UpgradeRequest request = requests.build();
    NetworkStage network =
        new NetworkStage(TrustedProxies.of(FairleadConfig.of(Map.of())), new MovableClock());
    DefaultHandshake handshake = DefaultHandshake.of(request, network.examine(request));
    return stage
        .collect(handshake, alice, System.nanoTime() + within.toNanos())
        .toCompletableFuture()
        .join();
  }

  @Test
  void holdsWhatTheFrameworkKnows() {
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    Metadata metadata =
        collect(
            Requests.request().header("X-Request-Id", "r-1").header("traceparent", parent), PLENTY);
    assertThat(metadata.asMap())
        .containsOnly(
            Map.entry(Metadata.REQUEST_ID, "r-1"),
            Map.entry(Metadata.CLIENT_ADDRESS, "203.0.113.9"),
            Map.entry(Metadata.ARRIVED_AT, MovableClock.START),
            Map.entry(Metadata.TRACEPARENT, parent),
            Map.entry(Metadata.CLAIMS, Map.of("tier", "gold")));
    assertThat(metadata.get(Metadata.REQUEST_ID, String.class)).contains("r-1");
    assertThat(metadata.toString()).doesNotContain("gold");
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    Metadata metadata = collect(Requests.request().peer(null), PLENTY);
    assertThat(metadata.get(Metadata.CLIENT_ADDRESS)).isEmpty();
    assertThat(metadata.get(Metadata.TRACEPARENT)).isEmpty();
  }

  @Test
  void addsFactsWithTheFirstInOrderWinning() {
    add("late-comer", 2, Map.of("geo.city", "Bremen", "x", 2));
    add("first", 1, Map.of("geo.city", "Kiel"));
    Metadata metadata = collect(PLENTY);
    assertThat(metadata.get("geo.city")).contains("Kiel");
    assertThat(metadata.get("x", Integer.class)).contains(2);
  }

  @Test
  void keepsReservedNamesAndNullsOut() {
    Map<String, Object> facts = new HashMap<>();
    facts.put("fairlead.request-id", "forged");
    facts.put("fairlead.other", "forged");
    facts.put(null, "x");
    facts.put("nothing", null);
    facts.put("good", 1);
    add("greedy", 0, facts);
    try (CapturedLog log = new CapturedLog()) {
      Metadata metadata = collect(Requests.request().header("X-Request-Id", "r-1"), PLENTY);
      assertThat(metadata.get(Metadata.REQUEST_ID)).contains("r-1");
      assertThat(metadata.asMap()).containsEntry("good", 1).doesNotContainValue("forged");
      assertThat(log.lines()).anyMatch(line -> line.contains("WARN") && line.contains("'greedy'"));
    }
  }

  @Test
  void goesOnWithoutAContributorThatFails() {
    add(
        "throws",
        0,
        (handshake, security) -> {
          throw new IllegalStateException("broken");
        });
    add(
        "fails",
        1,
        (handshake, security) -> CompletableFuture.failedFuture(new Exception("later")));
    add("overflows", 2, SessionStageTest::endless);
    add("good", 3, Map.of("good", 1));
    try (CapturedLog log = new CapturedLog()) {
      assertThat(collect(PLENTY).asMap()).containsEntry("good", 1);
      assertThat(log.lines())
          .anyMatch(line -> line.contains("WARN") && line.contains("'throws'"))
          .anyMatch(line -> line.contains("WARN") && line.contains("'fails'"));
    }
  }

  private static CompletableFuture<Map<String, Object>> endless(Object a, Object b) {
    throw new StackOverflowError("as from endless recursion");
  }

  @Test
  void goesOnAtTheDeadlineWithoutThoseWhoAreLate() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    add(
        "blocks",
        0,
        (handshake, security) -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return CompletableFuture.completedFuture(Map.of("late", 1));
        });
    add("never", 1, (handshake, security) -> new CompletableFuture<>());
    add("good", 2, Map.of("good", 1));
    try (CapturedLog log = new CapturedLog()) {
      assertThat(collect(Duration.ofSeconds(1)).asMap())
          .containsEntry("good", 1)
          .doesNotContainKey("late");
      assertThat(log.lines())
          .anyMatch(line -> line.contains("'blocks'") && line.contains("too late"))
          .anyMatch(line -> line.contains("'never'") && line.contains("too late"));
    }
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void copiesTheFactsSoThatTheyStayAsTheyWere() {
    Map<String, Object> facts = new HashMap<>(Map.of("a", 1));
    add("one", 0, facts);
    Metadata metadata = collect(PLENTY);
    facts.put("a", 2);
    assertThat(metadata.get("a")).contains(1);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> metadata.asMap().put("b", 1))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
