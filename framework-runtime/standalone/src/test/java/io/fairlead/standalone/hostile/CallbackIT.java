package io.fairlead.standalone.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Blocking sends from everywhere end, whether the client reads or not; and a send is complete when
 * its bytes were handed to the kernel, not earlier.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class CallbackIT {

  private static final List<String> PLACES =
      List.of("open", "message", "added handler", "send handler", "thread", "error", "close");

  private Victim victim;

  @BeforeAll
  void start() throws Exception {
    victim =
        Victim.start(
            "fairlead.server.worker-threads=8",
            "fairlead.outbound.max-bytes=8388608",
            "fairlead.outbound.send-timeout=3s");
  }

  @AfterAll
  void stop() {
    victim.close();
  }

  // --- callbacks -------------------------------------------------------------------------------

  private List<String> journal() throws Exception {
    return Arrays.asList(victim.ask("journal").split(",", -1));
  }

  /** One connection goes through all places; reads meanwhile, or not. */
  private void goThrough(String path, boolean reads) throws Exception {
    Attacker client = Attacker.open(victim.port(), path);
    Thread reader = new Thread(client::readToEnd, "reader");
    if (reads) {
      reader.start();
    }
    for (String place : List.of("message", "handler", "thread", "no such place")) {
      client.sendIfPossible(Attacker.text(place));
    }
    client.sendIfPossible(Attacker.frame(0x82, new byte[1]));
    client.sendIfPossible(Attacker.frame(0x88, new byte[] {3, (byte) 0xE8}));
    awaitClose(path);
    if (reads) {
      reader.join();
    }
    client.reset();
  }

  private void awaitClose(String path) {
    String close = (path.equals("/callbacks") ? "worker" : "loop") + " close";
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> journal().stream().anyMatch(line -> line.startsWith(close)));
  }

  @ParameterizedTest
  @CsvSource({
    "/callbacks, worker, true",
    "/callbacks, worker, false",
    "/callbacks-non-blocking, loop, true",
    "/callbacks-non-blocking, loop, false"
  })
  void blockingSendsFromEveryCallbackEnd(String path, String where, boolean reads)
      throws Exception {
    victim.ask("forget");
    goThrough(path, reads);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(journal().stream().map(line -> line.substring(0, line.lastIndexOf(' '))))
                    .containsAll(ran(where, reads)));
    if (reads && where.equals("worker")) {
      assertThat(journal()).contains("worker open sent", "worker message sent");
    }
    victim.serves("/echo", 5);
  }

  /** What a client that does not read is dropped for may come too early for some of them. */
  private static List<String> ran(String where, boolean reads) {
    Stream<String> places = reads ? PLACES.stream() : Stream.of("open", "close");
    return places.map(place -> where + " " + place).toList();
  }

  // --- completions -----------------------------------------------------------------------------

  private record Counts(long begun, long completed, long failed) {
    static Counts of(String line) {
      long[] counts = Stream.of(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
      return new Counts(counts[0], counts[1], counts[2]);
    }

    Counts minus(Counts other) {
      return new Counts(begun - other.begun, completed - other.completed, failed - other.failed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/completions", "/programmatic"})
  void sendIsCompleteWhenTheKernelHasItsBytesAndNotEarlier(String path) throws Exception {
    Counts before = Counts.of(victim.ask("writes"));
    int count = 120; // all fit into the queue, and not into the kernel
    try (Attacker client = Attacker.open(victim.port(), path)) {
      client.send(Attacker.text(path.equals("/completions") ? "" + count : "count " + count));
      long all = (long) count * Endpoints.ANSWER;
      await().until(() -> counts(before).begun() == all);
      await()
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(counts(before).completed()).isLessThan(all));
      long completed = counts(before).completed();
      assertThat(completed).as("bytes said to be written").isLessThanOrEqualTo(inKernel(client));

      for (int i = 0; i < count; i++) {
        assertThat(client.frame().payload()).hasSize(Endpoints.ANSWER);
      }
      await().until(() -> counts(before).completed() == all);
      assertThat(counts(before).failed()).isZero();
    }
  }

  private Counts counts(Counts before) throws Exception {
    return Counts.of(victim.ask("writes")).minus(before);
  }

  /** What the kernel holds for a client: not acknowledged, or not read. */
  private static long inKernel(Attacker client) throws IOException {
    return KernelQueues.between(client.channel.socket().getLocalPort());
  }

  @Test
  void sendsToClientThatIsGoneFail() throws Exception {
    Counts before = Counts.of(victim.ask("writes"));
    Attacker client = Attacker.open(victim.port(), "/completions");
    client.send(Attacker.text("120"));
    await().until(() -> counts(before).begun() == 120L * Endpoints.ANSWER);
    client.reset();
    await()
        .untilAsserted(
            () -> {
              Counts now = counts(before);
              assertThat(now.completed() + now.failed()).isEqualTo(now.begun());
              assertThat(now.failed()).isPositive();
            });
  }
}
