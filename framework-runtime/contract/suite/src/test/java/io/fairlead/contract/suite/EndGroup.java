package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.contract.client.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The application ends while clients are connected and messages are queued: once for all checks,
 * each of which looks at one side of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndGroup extends Group {

  private Backlog backlog;
  private List<Integer> queued;
  private List<Backlog.Outcome> outcomes;
  private List<String> events;
  private boolean ended;

  EndGroup(Supplier<Site> site) {
    super(site);
  }

  /** Whether this server can be made to do it; otherwise aborts the group. */
  abstract void assumePossible();

  /** Ends the application; blocks until it has ended. */
  abstract boolean end() throws Exception;

  @BeforeAll
  void run() throws Exception {
    assumePossible();
    try (RawClient client = site().open("/injected")) {
      client.send("x").text(); // since a redeployment nobody may have needed the beans
    }
    int before = site().allEvents().size();
    backlog = Backlog.of(site());
    queued = backlog.queued(site());
    CompletableFuture<Boolean> ending = CompletableFuture.supplyAsync(this::endUnchecked);
    outcomes = Backlog.outcomes(backlog.read());
    ended = ending.get(120, TimeUnit.SECONDS);
    // an undeployment may leave a callback behind for a moment
    await()
        .atMost(Duration.ofSeconds(30))
        .failFast(() -> !site().server().process().isAlive() && closes() < Backlog.CLIENTS)
        .until(() -> closes() >= Backlog.CLIENTS);
    List<String> all = site().allEvents();
    events = all.subList(before, all.size());
  }

  private boolean endUnchecked() {
    try {
      return end();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private long closes() {
    List<String> all = site().allEvents();
    return backlog.tags().stream()
        .filter(tag -> all.stream().anyMatch(line -> line.startsWith("close " + tag + " ")))
        .count();
  }

  @AfterAll
  void release() throws Exception {
    if (backlog != null) {
      backlog.close();
    }
  }

  @Test
  @DisplayName("every client gets everything that was queued, in order")
  void allArrives() {
    assertThat(queued).as("something must be queued, or this shows nothing").anyMatch(n -> n > 0);
    assertThat(outcomes).extracting(Backlog.Outcome::messages).containsOnly(Backlog.MESSAGES);
  }

  @Test
  @DisplayName("every client is told 1001")
  void goingAway() {
    assertThat(outcomes).extracting(Backlog.Outcome::end).containsOnly("1001");
  }

  @Test
  @DisplayName("@OnClose is called once for each connection, with 1001")
  void closedOnce() {
    for (String tag : backlog.tags()) {
      assertThat(events.stream().filter(line -> line.startsWith("close " + tag + " ")).toList())
          .hasSize(1)
          .allMatch(line -> line.startsWith("close " + tag + " 1001"));
    }
  }

  @Test
  @DisplayName("the shutdown hooks of both plugins prepare, then commit, once")
  void hooks() {
    for (String plugin : List.of("inside", "outside")) {
      List<String> own = List.of(plugin + " prepare", plugin + " commit", plugin + " stop");
      assertThat(events.stream().filter(own::contains).toList()).containsExactlyElementsOf(own);
    }
  }

  @Test
  @DisplayName("beans of the application's scope are destroyed, after the last @OnClose")
  void beansEnd() {
    assumeTrue(site().server().hasCdi(), "no CDI here");
    int destroyed = events.lastIndexOf("destroyed shared");
    assertThat(events).containsOnlyOnce("destroyed shared");
    for (String tag : backlog.tags()) {
      assertThat(events.subList(0, destroyed)).anyMatch(line -> line.startsWith("close " + tag));
    }
  }

  @Test
  @DisplayName("it ends")
  void ends() {
    assertThat(ended).isTrue();
  }
}
