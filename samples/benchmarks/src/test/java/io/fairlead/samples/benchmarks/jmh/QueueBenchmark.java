package io.fairlead.samples.benchmarks.jmh;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.outbound.BoundedOutboundQueue;
import io.fairlead.core.outbound.LingerClock;
import io.fairlead.core.outbound.Losses;
import io.fairlead.core.outbound.OutboundLimits;
import io.fairlead.core.outbound.OutboundServices;
import io.fairlead.core.transport.OutboundFrame;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A message through the outbound queue: enqueued, dequeued, written, its sender told. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueueBenchmark {

  private static final int BURST = 10;
  private static final Lane[] LANES = {Lane.HIGH, Lane.NORMAL, Lane.LOW};

  /** In one lane or in three in turn, without keys or each with a key of its own. */
  @Param({"plain", "lanes", "keys", "lanes-and-keys"})
  String messages;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final SinkTransport sink = new SinkTransport();
  private final HeldTransport held = new HeldTransport();
  private final BoundedOutboundQueue empty = queue(sink);
  private final BoundedOutboundQueue waiting = queue(held);
  private final OutboundFrame[] frames = new OutboundFrame[BURST];
  private int next;

  private BoundedOutboundQueue queue(SinkTransport transport) {
    return new BoundedOutboundQueue(
        transport,
        OutboundLimits.of(FairleadConfig.of(Map.of())),
        new OutboundServices(
            new MemoryBudget(0),
            WaitingRoom.UNBOUNDED,
            new LingerClock(timer, Duration.ZERO),
            new Losses()));
  }

  @Setup
  public void prepare() {
    OutboundMessage message = OutboundMessage.text("x".repeat(128));
    for (int i = 0; i < BURST; i++) {
      OutboundMessage each = message;
      if (messages.contains("lanes")) {
        each = each.withLane(LANES[i % LANES.length]);
      }
      if (messages.contains("keys")) {
        each = each.withKey("key-" + i);
      }
      frames[i] = OutboundFrame.whole(each);
    }
  }

  /** Nothing waits: it is written at once. */
  @Benchmark
  public SendOutcome offer() {
    next = next + 1 < BURST ? next + 1 : 0;
    return empty.offer(frames[next]);
  }

  /** The first is being written while the others come: they wait in their lanes. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public SendOutcome throughTheQueue() {
    held.hold();
    for (int i = 0; i < BURST - 1; i++) {
      waiting.offer(frames[i]);
    }
    SendOutcome last = waiting.offer(frames[BURST - 1]);
    if (waiting.messages() != BURST) {
      throw new IllegalStateException("they did not wait: " + waiting.messages());
    }
    held.release();
    if (waiting.messages() != 0) {
      throw new IllegalStateException("they were not written: " + waiting.messages());
    }
    return last;
  }

  @TearDown
  public void written() {
    timer.shutdownNow();
    if (sink.frames() + held.frames() == 0) {
      throw new IllegalStateException("nothing was written");
    }
  }
}
