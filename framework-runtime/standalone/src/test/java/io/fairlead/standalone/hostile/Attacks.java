package io.fairlead.standalone.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Overflow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No client can make the server hold more than its limits, keep it from serving others, or leave
 * anything behind.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
abstract class Attacks {

  private final Scale scale;
  private Victim victim;
  private Gauges base;
  private final List<Attacker> present = new ArrayList<>();

  Attacks(Scale scale) {
    this.scale = scale;
  }

  @BeforeAll
  void start() throws Exception {
    victim =
        Victim.start(
            "fairlead.server.worker-threads=" + scale.workers(),
            "fairlead.server.handshake-timeout=5s",
            "fairlead.outbound.send-timeout=10s");
    victim.serves("/echo", 50);
    victim.serves("/programmatic", 50);
    base = victim.gauges();
  }

  @AfterEach
  void goAway() throws IOException {
    Attacker.resetAll(present);
    present.clear();
  }

  @AfterAll
  void stop() {
    victim.close();
  }

  /** So many connections, each with the same first deed. */
  private List<Attacker> army(int count, String path, Consumer<Attacker> first) throws IOException {
    for (int i = 0; i < count; i++) {
      Attacker attacker = Attacker.open(victim.port(), path);
      present.add(attacker);
      first.accept(attacker);
    }
    return present;
  }

  private Attacker attacker(String path) throws IOException {
    return army(1, path, a -> {}).get(0);
  }

  /** A normal client is served while the attackers are there; without them, nothing is left. */
  private void withstood() throws Exception {
    victim.serves("/echo", scale.echoes());
    goAway();
    victim.recovers(base, 3 * scale.workers());
  }

  // --- slow readers ----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"/blocking", "/async", "/returned"})
  void moreSlowReadersThanThreadsHoldUpNobody(String path) throws Exception {
    byte[] asks = Attacker.times(150, Attacker.text("?")); // for more than queue and kernel take
    army(scale.slowReaders(), path, a -> a.sendIfPossible(asks));
    withstood();
  }

  @Test
  void slowReadersOfAnEndpointThatNobodyHostsHoldUpNobody() throws Exception {
    byte[] asks = Attacker.times(150, Attacker.text("big"));
    army(scale.slowReaders(), "/programmatic", a -> a.sendIfPossible(asks));
    victim.serves("/programmatic", scale.echoes());
    withstood();
  }

  @ParameterizedTest
  @EnumSource(Overflow.class)
  void whoNeverReadsCostsNoMoreThanTheBoundOfItsQueue(Overflow policy) throws Exception {
    int size = 16 * 1024;
    int count = scale.floodMegabytes() * (1 << 20) / size;
    long before = written()[0];
    Attacker attacker = attacker("/flood");
    attacker.send(Attacker.text(policy + " " + size + " " + count));
    await()
        .atMost(Duration.ofSeconds(150))
        .until(() -> written()[0] - before == count * (long) size);

    // 4 MiB is the bound of the queue; the rest is for the collector
    assertThat(victim.gauges().heap()).isLessThan(base.heap() + (4L << 20) + (2L << 20));
    withstood();
    long[] now = written();
    assertThat(now[1] + now[2])
        .as("bytes whose sender knows what became of them")
        .isEqualTo(now[0]);
  }

  private long[] written() throws IOException, InterruptedException {
    return Arrays.stream(victim.ask("writes").split(" ", -1)).mapToLong(Long::parseLong).toArray();
  }

  // --- floods ----------------------------------------------------------------------------------

  @Test
  void pingFloodWithUnreadPongsIsBounded() throws Exception {
    byte[] pings = Attacker.times(500, Attacker.frame(0x89, new byte[125]));
    int each = scale.pingMegabytes() * (1 << 20) / 4 / pings.length;
    List<Attacker> army = army(4, "/echo", a -> {});
    for (int i = 0; i < each; i++) {
      for (Attacker attacker : army) {
        attacker.send(pings);
      }
    }
    assertThat(victim.gauges().heap()).isLessThan(base.heap() + (8L << 20));
    withstood();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/parts"})
  void floodOfEmptyFragmentsIsBounded(String path) throws Exception {
    Attacker attacker = attacker(path);
    attacker.send(Attacker.frame(0x01, new byte[0]));
    fragments(attacker, new byte[0], scale.fragments());
    assertThat(victim.gauges().heap()).isLessThan(base.heap() + (8L << 20));
    attacker.send(Attacker.frame(0x80, "x".getBytes(StandardCharsets.UTF_8)));
    assertThat(attacker.frame().text()).isEqualTo(path.equals("/echo") ? "x" : "1");
    withstood();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/parts"})
  void oneByteFragmentsCostWhatTheirBytesCost(String path) throws Exception {
    int count = Math.min(scale.fragments(), 1_000_000);
    Attacker attacker = attacker(path);
    attacker.send(Attacker.frame(0x01, new byte[] {'a'}));
    fragments(attacker, new byte[] {'b'}, count - 1);
    assertThat(victim.gauges().heap()).isLessThan(base.heap() + (16L << 20));
    attacker.send(Attacker.frame(0x80, new byte[0]));
    String answer = attacker.frame().text();
    assertThat(path.equals("/echo") ? answer.length() : Integer.parseInt(answer)).isEqualTo(count);
    withstood();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/parts"})
  void charactersCutIntoBytesComeWhole(String path) throws Exception {
    String text = "zäh €uro 𝄞 ".repeat(1_000);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Attacker attacker = attacker(path);
    attacker.send(Attacker.frame(0x01, new byte[0]));
    for (byte b : bytes) {
      attacker.send(Attacker.frame(0x00, new byte[] {b}));
    }
    attacker.send(Attacker.frame(0x80, new byte[0]));
    assertThat(attacker.frame().text())
        .isEqualTo(path.equals("/echo") ? text : String.valueOf(text.length()));
    withstood();
  }

  private static void fragments(Attacker attacker, byte[] payload, int count) throws IOException {
    byte[] many = Attacker.times(1_000, Attacker.frame(0x00, payload));
    int left = count;
    for (; left >= 1_000; left -= 1_000) {
      attacker.send(many);
    }
    attacker.send(Attacker.times(left, Attacker.frame(0x00, payload)));
  }

  @Test
  void garbageEndsItsConnectionAndNothingElse() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < scale.resets(); i++) {
      byte[] garbage = new byte[1 + random.nextInt(2_000)];
      random.nextBytes(garbage);
      if (i % 2 == 0) {
        garbage[0] = (byte) (0x80 | random.nextInt(11)); // gets past the first byte
      }
      Attacker attacker = attacker(i % 3 == 0 ? "/parts" : "/echo");
      for (int from = 0; from < garbage.length; ) {
        int to = Math.min(garbage.length, from + 1 + random.nextInt(garbage.length));
        attacker.sendIfPossible(Arrays.copyOfRange(garbage, from, to));
        from = to;
      }
      attacker.channel.shutdownOutput();
      assertThat(attacker.lastCode()).isIn(0, 1000, 1002, 1007, 1009);
      goAway();
    }
    withstood();
  }

  // --- hoarders --------------------------------------------------------------------------------

  @Test
  void halfFramesOfManyAreHeldWithinTheBudget() throws Exception {
    hoard(Attacker.frame(0x82, new byte[900_000], 1 << 20));
  }

  @Test
  void halfMessagesOfManyAreHeldWithinTheBudget() throws Exception {
    byte[] fragment = Attacker.frame(0x00, new byte[30_000]);
    byte[] all = new byte[30 * fragment.length];
    for (int i = 0; i < 30; i++) {
      System.arraycopy(fragment, 0, all, i * fragment.length, fragment.length);
    }
    all[0] = 0x02;
    hoard(all);
  }

  private void hoard(byte[] most) throws Exception {
    List<Attacker> army = army(scale.hoarders(), "/echo", a -> a.sendIfPossible(most));
    long mayHold = (32L << 20) / 900_000;
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(victim.gauges().connections())
                    .isLessThanOrEqualTo((int) mayHold)); // the others were refused
    // twice the budget: an array of a mebibyte takes two regions of G1
    assertThat(victim.gauges().heap()).isLessThan(base.heap() + (76L << 20));
    List<Integer> codes = army.stream().map(Attacker::closeCodeIfAny).toList();
    assertThat(codes).contains(1013).isSubsetOf(0, 1013, -1);
    assertThat(codes.stream().filter(code -> code == 1013).count())
        .isGreaterThanOrEqualTo((scale.hoarders() - mayHold) / 2);
    withstood();
  }

  @Test
  void memoryOfLongMessagesIsGivenBackWhileConnectionsStay() throws Exception {
    byte[] first = Attacker.frame(0x02, new byte[500_000]);
    byte[] second = Attacker.frame(0x80, new byte[500_000]);
    List<Attacker> army = army(scale.slowReaders(), "/echo", a -> {});
    for (Attacker attacker : army) {
      attacker.send(first);
      attacker.send(second);
      assertThat(attacker.frame().payload()).hasSize(1_000_000);
    }
    assertThat(victim.gauges().heap()).isLessThan(base.heap() + (8L << 20));
    withstood();
  }

  @Test
  void clientsOfSlowHandlersGetStuck() throws Exception {
    byte[] message = Attacker.frame(0x82, new byte[500_000]);
    List<Attacker> army = army(scale.senders(), "/sleepy", a -> {});
    int stuck = 0;
    for (Attacker attacker : army) {
      // where the memory for all is used up, the others are refused instead
      stuck += attacker.sendUntilStuck(message, 80L << 20) < 80L << 20 ? 1 : 0;
    }
    assertThat(stuck).as("clients whose bytes nobody reads").isGreaterThanOrEqualTo(5);
    assertThat(victim.gauges().heap()).isLessThan(base.heap() + (60L << 20));
    withstood();
  }

  // --- half-open handshakes --------------------------------------------------------------------

  @Test
  void halfOpenHandshakesKeepNobodyOutAndEndByThemselves() throws Exception {
    byte[] request = Attacker.handshake("/echo");
    byte[] most = Arrays.copyOf(request, request.length - 2);
    for (int i = 0; i < scale.halfOpen(); i++) {
      Attacker attacker = Attacker.connect(victim.port(), "127.0.1." + (1 + i / 500));
      present.add(attacker);
      if (i % 3 > 0) {
        attacker.sendIfPossible(i % 3 == 1 ? most : Arrays.copyOf(request, 1));
      }
      if (i % (scale.halfOpen() / 10) == 0) {
        victim.serves("/echo", 1);
      }
    }
    for (int at = 1; at < 10; at++) {
      for (int i = 2; i < present.size(); i += 3) {
        present.get(i).sendIfPossible(Arrays.copyOfRange(request, at, at + 1));
      }
      victim.serves("/echo", 1);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> victim.gauges().descriptors() <= base.descriptors() + 2);
    withstood();
  }

  // --- resets ----------------------------------------------------------------------------------

  @Test
  void resetInTheMiddleOfAnythingLeavesNothing() throws Exception {
    Random random = new Random(4);
    for (int i = 0; i < scale.resets(); i++) {
      String from = "127.0." + random.nextInt(1, 250) + "." + random.nextInt(1, 250);
      try (Attacker attacker = Attacker.connect(victim.port(), from)) {
        upTo(i % 12, attacker);
        if (random.nextInt(4) > 0) {
          attacker.reset();
        } else {
          attacker.channel.shutdownOutput();
        }
      }
    }
    withstood();
  }

  private static void upTo(int stage, Attacker attacker) throws IOException {
    byte[] request =
        Attacker.handshake(stage == 11 ? "/closing" : stage == 10 ? "/blocking" : "/echo");
    switch (stage) {
      case 0 -> {} // connected, and that is all
      case 1 -> attacker.send(Arrays.copyOf(request, request.length / 2));
      case 2 -> attacker.send(request);
      default -> {
        attacker.send(request);
        attacker.readHead();
      }
    }
    switch (stage) {
      case 4 -> attacker.send(new byte[] {(byte) 0x81, (byte) 0xFE, 0x01}); // in the header
      case 5 -> attacker.send(Attacker.frame(0x81, new byte[5_000], 60_000)); // in the payload
      case 6 -> attacker.send(Attacker.frame(0x01, new byte[5_000])); // between fragments
      case 7 -> attacker.send(Attacker.times(50, Attacker.text("y".repeat(5_000)))); // echoes
      case 8 -> attacker.send(Attacker.frame(0x88, new byte[] {3, (byte) 0xE8})); // their close
      case 9 -> attacker.send(new byte[] {0x00, 0x00, 0x00}); // a violation
      case 10 -> attacker.send(Attacker.times(20, Attacker.text("?")));
      case 11 -> attacker.send(Attacker.text("bye")); // our close
      default -> {}
    }
  }
}
