package io.fairlead.core.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.heartbeat.Heartbeat;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.support.ManualTransport;
import io.fairlead.core.support.Queues;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GateTest {

  private final ManualTransport transport = new ManualTransport();
  private final MemoryBudget memory = new MemoryBudget(1 << 20);
  private final FairleadConfig config = FairleadConfig.of(Map.of());
  private final Heartbeat heartbeat =
      new Heartbeats(config).of(transport, Queues.of(transport), null);
  private final Gate gate = new Gate(transport, heartbeat, 2, 100, Duration.ofSeconds(30), memory);

  @Test
  void whileHeldRoomDoesNotResume() {
    gate.enter(1);
    gate.enter(1);
    gate.hold();
    gate.leave(1);
    gate.leave(1);
    assertThat(transport.resumes).hasValue(0);

    gate.release();
    assertThat(transport.resumes).hasValue(1);
  }

  @Test
  void releaseDoesNotResumeWhileFull() {
    gate.hold();
    gate.enter(1);
    gate.enter(1);
    gate.release();
    assertThat(transport.resumes).hasValue(0);

    gate.leave(1);
    assertThat(transport.resumes).hasValue(1);
  }

  @Test
  void holdsOnceAndReleasesOnce() {
    gate.release();
    gate.hold();
    gate.hold();
    gate.release();
    gate.release();

    assertThat(transport.pauses).hasValue(1);
    assertThat(transport.resumes).hasValue(1);
  }

  @Test
  void whereReadingCannotStopTheServersThreadIsHeldUntilThereIsRoom() throws Exception {
    transport.canPause = false;
    gate.enter(1);
    gate.enter(1);

    Entering third = new Entering(gate);
    third.awaitHeld();
    gate.leave(1);

    assertThat(third.result()).isTrue();
    assertThat(transport.pauses).hasValue(0);
  }

  @Test
  void whereReadingCannotStopTheServersThreadIsHeldUntilTheRelease() throws Exception {
    transport.canPause = false;
    gate.hold();

    Entering first = new Entering(gate);
    first.awaitHeld();
    gate.release();

    assertThat(first.result()).isTrue();
  }

  @Test
  void roomDoesNotLetTheServersThreadGoWhileHeld() throws Exception {
    transport.canPause = false;
    gate.enter(1);
    gate.enter(1);
    gate.hold();

    Entering third = new Entering(gate);
    third.awaitHeld();
    gate.leave(1);
    third.awaitHeld();
    assertThat(third.isDone()).isFalse();
    gate.release();

    assertThat(third.result()).isTrue();
  }

  @Test
  void serversThreadGetsNoEntryWhereThePatienceEndsWithoutRoom() {
    transport.canPause = false;
    Gate impatient = new Gate(transport, heartbeat, 2, 100, Duration.ofMillis(1), memory);
    impatient.enter(1);
    impatient.enter(1);

    assertThat(impatient.enter(1)).isFalse();
  }

  /** The server's thread. */
  private static final class Entering {
    private final CompletableFuture<Boolean> entered = new CompletableFuture<>();
    private final Thread thread;

    Entering(Gate gate) {
      thread = new Thread(() -> entered.complete(gate.enter(1)));
      thread.setDaemon(true);
      thread.start();
    }

    void awaitHeld() {
      await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    boolean isDone() {
      return entered.isDone();
    }

    boolean result() throws Exception {
      return entered.get(10, TimeUnit.SECONDS);
    }
  }
}
