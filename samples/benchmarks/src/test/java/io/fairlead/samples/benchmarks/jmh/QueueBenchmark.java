package io.fairlead.samples.benchmarks.jmh;

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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A message through the outbound queue to a transport that takes it at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueueBenchmark {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final SinkTransport sink = new SinkTransport();
  private final OutboundFrame frame = OutboundFrame.whole(OutboundMessage.text("x".repeat(128)));
  private final BoundedOutboundQueue queue =
      new BoundedOutboundQueue(
          sink,
          OutboundLimits.of(FairleadConfig.of(Map.of())),
          new OutboundServices(
              new MemoryBudget(0),
              WaitingRoom.UNBOUNDED,
              new LingerClock(timer, Duration.ZERO),
              new Losses()));

  @Benchmark
  public SendOutcome offer() {
    return queue.offer(frame);
  }

  @TearDown
  public void written() {
    timer.shutdownNow();
    if (sink.frames() == 0) {
      throw new IllegalStateException("nothing was written");
    }
  }
}
