package io.fairlead.core.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.outbound.BoundedOutboundQueue;
import io.fairlead.core.outbound.OutboundLimits;
import io.fairlead.core.support.CapturedLog;
import io.fairlead.core.support.ManualTransport;
import io.fairlead.core.support.Queues;
import io.fairlead.core.transport.OutboundFrame;
import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a clock that the test moves; pings every 30 s, 10 s to answer, and no jitter. */
class HeartbeatTest {

  private static final Duration TICK = Duration.ofMillis(100);

  private final NanoClock clock = new NanoClock();
  private final ManualTransport transport = new ManualTransport();
  private final End end = new End();
  private Heartbeats all;
  private BoundedOutboundQueue queue;
  private Heartbeat heartbeat;

  private static final class End implements Ending {
    @Nullable String dropped;
    @Nullable CloseReason closed;

    @Override
    public void drop(String why) {
      dropped = why;
    }

    @Override
    public void close(CloseReason reason) {
      closed = reason;
    }
  }

  @BeforeEach
  void start() {
    start(Map.of());
  }

  private void start(Map<String, String> settings) {
    Map<String, String> values = new HashMap<>(settings);
    FairleadConfig config = FairleadConfig.of(values);
    all = new Heartbeats(config, clock, () -> 0.5);
    queue = Queues.of(transport, OutboundLimits.of(config));
    heartbeat = all.of(transport, queue, end);
    heartbeat.start();
  }

  private void pass(Duration duration) {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(duration) < 0;
        passed = passed.plus(TICK)) {
      clock.forward(TICK);
      all.tick();
    }
  }

  private void passSeconds(double seconds) {
    pass(Duration.ofMillis((long) (seconds * 1_000)));
  }

  private List<ByteBuffer> pings() {
    return transport.written.stream()
        .filter(frame -> frame.kind() == OutboundFrame.Kind.PING)
        .map(frame -> frame.message().payload())
        .toList();
  }

  private ByteBuffer lastPing() {
    List<ByteBuffer> pings = pings();
    return pings.get(pings.size() - 1);
  }

  /** The first one comes between 15 and 30 s; here in the middle. */
  private void passUntilPing() {
    int before = pings().size();
    for (int i = 0; i < 400 && pings().size() == before; i++) {
      pass(TICK);
    }
    assertThat(pings()).hasSize(before + 1);
  }

  // --- pings -----------------------------------------------------------------------------------

  @Test
  void pingsAreAnIntervalApartWhileTheyAreAnswered() {
    passSeconds(22);
    assertThat(pings()).isEmpty();
    passSeconds(1);
    for (int i = 1; i <= 5; i++) {
      assertThat(pings()).hasSize(i);
      assertThat(heartbeat.pong(lastPing())).isTrue();
      passSeconds(30);
    }
    assertThat(end.dropped).isNull();
    assertThat(pings()).doesNotHaveDuplicates();
  }

  /** 10,000 connections that open at once are not pinged at once, and drift further apart. */
  @Test
  void pingsOfManyConnectionsAreSpread() {
    FairleadConfig config = FairleadConfig.of(Map.of());
    OutboundLimits limits = OutboundLimits.of(config);
    all = new Heartbeats(config, clock, new Random(4711)::nextDouble);
    List<ManualTransport> transports = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      ManualTransport each = new ManualTransport();
      transports.add(each);
      all.of(each, Queues.of(each, limits), end).start();
    }
    passSeconds(15);
    assertThat(transports).allMatch(each -> each.written.isEmpty());
    int pinged = 0;
    for (int second = 15; second < 30; second++) {
      passSeconds(1);
      int now = (int) transports.stream().filter(each -> !each.written.isEmpty()).count();
      assertThat(now - pinged).as("in second " + second).isBetween(500, 850); // 667 on average
      pinged = now;
    }
    passSeconds(0.2);
    assertThat(transports).allMatch(each -> each.written.size() == 1);
  }

  @Test
  void laterPingsDifferByATenthEitherWay() {
    double[] draw = {0};
    Heartbeats jittered = new Heartbeats(FairleadConfig.of(Map.of()), clock, () -> draw[0]);
    long interval = Duration.ofSeconds(30).toNanos();

    assertThat(jittered.nextWait(interval)).isEqualTo(Duration.ofSeconds(27).toNanos());
    draw[0] = Math.nextDown(1.0);
    assertThat(jittered.nextWait(interval))
        .isBetween(Duration.ofMillis(32_999).toNanos(), Duration.ofSeconds(33).toNanos());
  }

  @Test
  void pingPassesAFullQueueAndItsDeadlineStartsWhenItIsWritten() {
    transport.automatic = false;
    transport.gathered = false;
    while (queue
        .offer(OutboundFrame.whole(OutboundMessage.text("x".repeat(1 << 20))))
        .accepted()) {}
    int waiting = queue.messages();

    passSeconds(60);
    assertThat(queue.messages()).isEqualTo(waiting + 1);
    assertThat(end.dropped).as("a slow write is the watchdog's business").isNull();

    for (int i = 0; i <= waiting; i++) {
      transport.complete(null);
    }
    assertThat(pings()).hasSize(1);
    passSeconds(9);
    assertThat(end.dropped).isNull();
    passSeconds(11); // the write went unnoticed until the next look at it
    assertThat(end.dropped).isEqualTo("no pong within 10000 ms");
  }

  @Test
  void thereIsNoHeartbeatWithAnIntervalOfZero() {
    start(Map.of("fairlead.heartbeat.interval", "0s"));

    passSeconds(600);

    assertThat(pings()).isEmpty();
    assertThat(heartbeat.roundTripTime()).isEmpty();
  }

  @Test
  void aConnectionCanHaveAScheduleOfItsOwn() {
    heartbeat.schedule(Duration.ofSeconds(1), Duration.ofSeconds(2));
    passUntilPing();

    passSeconds(1.9);
    assertThat(end.dropped).isNull();
    passSeconds(0.3);
    assertThat(end.dropped).isEqualTo("no pong within 2000 ms");
  }

  @Test
  void aPongThatTakesLongerThanTheIntervalDelaysTheNextPingNoFurther() {
    heartbeat.schedule(Duration.ofSeconds(1), Duration.ofSeconds(60));
    passUntilPing();
    passSeconds(5);
    assertThat(pings()).as("one at a time").hasSize(1);

    heartbeat.pong(lastPing());
    passSeconds(0.2);

    assertThat(pings()).hasSize(2);
  }

  @Test
  void switchedOffNobodyWaitsForThePongAnyMore() {
    passUntilPing();

    heartbeat.schedule(Duration.ZERO, Duration.ofSeconds(1));
    passSeconds(600);

    assertThat(end.dropped).isNull();
    assertThat(pings()).hasSize(1);
  }

  @Test
  void refusesAScheduleThatMakesNoSense() {
    assertThatThrownBy(() -> heartbeat.schedule(Duration.ofSeconds(-1), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> heartbeat.schedule(Duration.ofSeconds(1), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stoppedItDoesNothing() {
    passUntilPing();

    heartbeat.stop();
    passSeconds(600);

    assertThat(end.dropped).isNull();
    assertThat(pings()).hasSize(1);
    assertThat(all.wheel().cancel(heartbeat)).as("nothing stays in the wheel").isFalse();
  }

  @Test
  void stoppedBeforeItStartedItStaysOff() {
    Heartbeat late = all.of(transport, queue, end);
    late.stop();
    late.start();

    assertThat(all.wheel().cancel(late)).isFalse();
  }

  // --- pongs -----------------------------------------------------------------------------------

  @Test
  void missedDeadlineDropsTheConnectionAndTheLogSaysSo() {
    try (CapturedLog log = new CapturedLog()) {
      passUntilPing();
      passSeconds(9.9);
      assertThat(end.dropped).isNull();
      passSeconds(0.2);
      assertThat(log.lines()).anyMatch(line -> line.contains("no pong within 10000 ms"));
    }
    assertThat(end.dropped).isEqualTo("no pong within 10000 ms");
  }

  @Test
  void measuresFromTheWriteToThePong() {
    transport.automatic = false;
    passUntilPing();
    passSeconds(3); // in the queue
    transport.complete(null);
    clock.forward(Duration.ofMillis(80));

    assertThat(heartbeat.pong(lastPing())).isTrue();

    assertThat(heartbeat.roundTripTime().orElseThrow().last()).isEqualTo(Duration.ofMillis(80));
    assertThat(heartbeat.roundTripTime().orElseThrow().smoothed()).isEqualTo(Duration.ofMillis(80));
    transport.automatic = true;
    passUntilPing();
    clock.forward(Duration.ofMillis(160));
    heartbeat.pong(lastPing());
    assertThat(heartbeat.roundTripTime().orElseThrow().last()).isEqualTo(Duration.ofMillis(160));
    assertThat(heartbeat.roundTripTime().orElseThrow().smoothed()).isEqualTo(Duration.ofMillis(90));
  }

  /** One who has not got the ping cannot make up its pong; his pong is a sign of life, no more. */
  @Test
  void forgedPongIsNoMeasurement() {
    passUntilPing();
    ByteBuffer ping = lastPing();

    assertThat(heartbeat.pong(ByteBuffer.allocate(0))).isFalse();
    assertThat(heartbeat.pong(ByteBuffer.allocate(16))).isFalse();
    assertThat(heartbeat.pong(ByteBuffer.wrap(new byte[] {1}))).isFalse();
    ByteBuffer guessed = ByteBuffer.allocate(16).putLong(ping.getLong(0)).putLong(42).flip();
    assertThat(heartbeat.pong(guessed)).as("has our mark, so nobody else sees it").isTrue();

    assertThat(heartbeat.roundTripTime()).isEmpty();
    passSeconds(12);
    assertThat(end.dropped).isNull();
  }

  @Test
  void pongIsCountedOnce() {
    passUntilPing();
    clock.forward(Duration.ofMillis(10));
    heartbeat.pong(lastPing());
    clock.forward(Duration.ofMillis(500));
    heartbeat.pong(lastPing());

    assertThat(heartbeat.roundTripTime().orElseThrow().last()).isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void latePongAnswersNoOtherPing() {
    passUntilPing();
    ByteBuffer first = lastPing();
    passSeconds(1);
    heartbeat.received(); // alive, so the ping is given up in peace
    passUntilPing();

    passSeconds(1);
    assertThat(heartbeat.pong(first)).as("nobody else is to see it").isTrue();
    assertThat(heartbeat.roundTripTime()).isEmpty();

    heartbeat.pong(lastPing());
    assertThat(heartbeat.roundTripTime().orElseThrow().last()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void peerThatSendsIsAliveWithoutPongs() {
    for (int i = 0; i < 5; i++) {
      passUntilPing();
      passSeconds(5);
      heartbeat.received();
      passSeconds(6);
    }
    assertThat(end.dropped).isNull();

    passUntilPing();
    passSeconds(11);
    assertThat(end.dropped).as("what it sent before the ping does not count").isNotNull();
  }

  /** A pong has to wait behind the frame that is under way. */
  @Test
  void bytesOfAnUnfinishedFrameAreASignOfLife() {
    passUntilPing();
    transport.received++;
    passSeconds(12);
    assertThat(end.dropped).isNull();

    passUntilPing();
    passSeconds(11);
    assertThat(end.dropped).isNotNull();
  }

  @Test
  void pongThatIsFasterThanTheNewsOfItsPingIsAnAnswerWithoutMeasurement() {
    transport.automatic = false;
    passUntilPing();

    assertThat(heartbeat.pong(lastPing())).isTrue();
    transport.complete(null);
    transport.automatic = true;
    passSeconds(12);

    assertThat(heartbeat.roundTripTime()).isEmpty();
    assertThat(end.dropped).isNull();
    passUntilPing();
  }

  // --- who must not be judged ------------------------------------------------------------------

  @Test
  void whileReadingIsStoppedNoPongIsMissed() {
    passUntilPing();
    heartbeat.reading(Reading.FULL);
    passSeconds(200);
    assertThat(end.dropped).isNull();

    heartbeat.reading(Reading.ON);
    passSeconds(9);
    assertThat(end.dropped).as("the time starts anew").isNull();
    passSeconds(11);
    assertThat(end.dropped).isEqualTo("no pong within 10000 ms");
  }

  @Test
  void stalledEndpointEndsTheConnection() {
    heartbeat.reading(Reading.FULL);
    passSeconds(200);
    heartbeat.progress();
    passSeconds(299);
    assertThat(end.dropped).isNull();

    try (CapturedLog log = new CapturedLog()) {
      passSeconds(2);
      assertThat(log.lines())
          .anyMatch(
              line -> line.startsWith("WARN") && line.contains("fairlead.inbound.stall-timeout"));
    }
    assertThat(end.dropped).isEqualTo("the endpoint took no message for 300000 ms");
  }

  @Test
  void stalledEndpointEndsTheConnectionWithoutPingsToo() {
    start(Map.of("fairlead.heartbeat.interval", "0s", "fairlead.inbound.stall-timeout", "2s"));
    passSeconds(5);
    heartbeat.reading(Reading.FULL);

    passSeconds(2.2);

    assertThat(end.dropped).isEqualTo("the endpoint took no message for 2000 ms");
  }

  @Test
  void heldReadingIsNoStall() {
    passUntilPing();
    heartbeat.reading(Reading.HELD);

    passSeconds(900);

    assertThat(end.dropped).isNull();
  }

  /** What came meanwhile has not been read yet. */
  @Test
  void afterALongSleepOfTheProcessTheTimeStartsAnew() {
    passUntilPing();
    clock.forward(Duration.ofMinutes(5));
    all.tick();
    passSeconds(9.9);
    assertThat(end.dropped).isNull();

    passSeconds(0.2);
    assertThat(end.dropped).isNotNull();
  }

  @Test
  void verdictWaitsForTheConnectionsEventLoop() {
    Queue<Runnable> loop = new ArrayDeque<>();
    transport.eventLoop = loop::add;
    passUntilPing();
    passSeconds(10.2);
    assertThat(end.dropped).isNull();
    heartbeat.pong(lastPing()); // read by the loop just before
    loop.remove().run();
    assertThat(end.dropped).isNull();

    passUntilPing();
    passSeconds(10.2);
    loop.remove().run();
    assertThat(end.dropped).isNotNull();
  }

  @Test
  void anEventLoopThatWasBusyGetsTheTimeOnceMore() {
    Queue<Runnable> loop = new ArrayDeque<>();
    transport.eventLoop = loop::add;
    passUntilPing();
    passSeconds(10.2);
    passSeconds(3); // a handler blocks it
    loop.remove().run();
    assertThat(end.dropped).isNull();

    passSeconds(10.2);
    loop.remove().run();
    assertThat(end.dropped).isNotNull();
  }

  @Test
  void whereNoPongEverCameItsAbsenceMeansNothing() {
    transport.deliversPongs = false;
    try (CapturedLog log = new CapturedLog()) {
      passSeconds(200);
      assertThat(log.lines().stream().filter(line -> line.startsWith("WARN"))).hasSize(1);
    }
    assertThat(end.dropped).isNull();

    Heartbeat other = all.of(transport, queue, new End());
    other.start();
    int before = pings().size();
    passSeconds(23);
    pings().subList(before, pings().size()).forEach(other::pong);
    passSeconds(60);
    assertThat(end.dropped).as("one pong of anybody shows that the server has them").isNotNull();
  }

  // --- idle limit ------------------------------------------------------------------------------

  @Test
  void idleLimitClosesWith1001() {
    heartbeat.idleLimit(Duration.ofSeconds(8));
    assertThat(heartbeat.idleLimit()).isEqualTo(Duration.ofSeconds(8));

    passSeconds(8);
    assertThat(end.closed).isNull();
    passSeconds(1.3); // an eighth, and a tick or two

    assertThat(end.closed.getCloseCode().getCode()).isEqualTo(1001);
    assertThat(end.closed.getReasonPhrase()).isEqualTo("idle for 8000 ms");
    assertThat(end.dropped).isNull();
  }

  @Test
  void idleLimitIsNeverEarlyAndAnEighthLateAtMost() {
    start(Map.of("fairlead.limits.idle-timeout", "8s"));
    for (int i = 0; i < 40; i++) {
      passSeconds(7.9);
      if (i % 2 == 0) {
        heartbeat.received();
      } else {
        heartbeat.sent();
      }
    }
    assertThat(end.closed).isNull();

    passSeconds(7.9);
    assertThat(end.closed).isNull();
    passSeconds(1.5);
    assertThat(end.closed).isNotNull();
  }

  @Test
  void heartbeatsAreNoMessages() {
    start(Map.of("fairlead.limits.idle-timeout", "4s"));
    heartbeat.schedule(Duration.ofSeconds(1), Duration.ofSeconds(2));

    for (int i = 0; i < 60 && end.closed == null; i++) {
      pass(TICK);
      pings().forEach(heartbeat::pong);
    }

    assertThat(pings()).hasSizeGreaterThan(2);
    assertThat(end.closed).isNotNull();
  }

  @Test
  void whoseMessagesAreNotReadOrNotWrittenIsNotIdle() {
    heartbeat.idleLimit(Duration.ofSeconds(4));
    heartbeat.reading(Reading.FULL);
    passSeconds(60);
    heartbeat.reading(Reading.ON);
    passSeconds(3.9);
    assertThat(end.closed).isNull();

    transport.automatic = false;
    queue.offer(OutboundFrame.whole(OutboundMessage.text("slowly taken")));
    passSeconds(60);
    assertThat(end.closed).isNull();
    while (transport.hasPending()) {
      transport.complete(null);
    }
    passSeconds(5);
    assertThat(end.closed).isNotNull();
  }

  @Test
  void idleLimitCanBeTakenAway() {
    heartbeat.idleLimit(Duration.ofSeconds(4));
    passSeconds(3);
    heartbeat.idleLimit(Duration.ZERO);
    passSeconds(20);

    assertThat(end.closed).isNull();
  }

  @Test
  void aLimitBeyondAllTimeIsNoAccident() {
    heartbeat.idleLimit(Duration.ofMillis(Long.MAX_VALUE));
    heartbeat.schedule(Duration.ofMillis(Long.MAX_VALUE), Duration.ofMillis(Long.MAX_VALUE));

    passSeconds(600);

    assertThat(end.closed).isNull();
    assertThat(end.dropped).isNull();
  }
}
