package io.fairlead.samples.benchmarks.jmh;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.Metadata;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.inbound.Pipeline;
import io.fairlead.core.inbound.PipelineFactory;
import io.fairlead.core.inbound.Receiver;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.testkit.TestNetwork;
import io.fairlead.testkit.TestSecurity;
import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A message from the transport through handlers that let it pass to the endpoint's end. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChainBenchmark {

  @Param({"0", "1", "4"})
  int handlers;

  private final String text = "x".repeat(128);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Counting end = new Counting();
  private Pipeline pipeline;

  @Setup
  public void open() {
    FairleadConfig config = FairleadConfig.of(Map.of());
    MemoryBudget memory = MemoryBudget.of(config);
    DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
    ContributionRegistry contributions = new ContributionRegistry();
    for (int i = 0; i < handlers; i++) {
      contributions
          .scope("pass-" + i)
          .add(InboundHandler.class, (message, chain) -> chain.proceed(), i);
    }
    DefaultConnection connection =
        new ConnectionOpener(
                registry,
                config,
                memory,
                WaitingRoom.UNBOUNDED,
                new Heartbeats(config),
                contributions,
                timer)
            .open(
                new Admitted(
                    TestNetwork.from("192.0.2.1"),
                    TestSecurity.of(Identity.of("load")),
                    new NoMetadata()),
                new SinkTransport(),
                new DefaultConnection.Target("/echo", Map.of(), null));
    pipeline =
        new PipelineFactory(config, contributions, registry, Runnable::run, timer, memory)
            .create(connection, end, false);
    pipeline.opened();
  }

  @Benchmark
  public long pass() {
    long before = end.messages;
    pipeline.text(text, text.length(), true);
    if (end.messages == before) {
      throw new IllegalStateException("the message did not arrive");
    }
    return end.messages;
  }

  @TearDown
  public void close() {
    timer.shutdownNow();
  }

  private record NoMetadata() implements Metadata {
    @Override
    public Optional<Object> get(String name) {
      return Optional.empty();
    }

    @Override
    public Map<String, Object> asMap() {
      return Map.of();
    }
  }

  private static final class Counting implements Receiver {
    private long messages;

    @Override
    public void onOpen() {}

    @Override
    public CompletionStage<?> onMessage(InboundMessage message) {
      messages++;
      return null;
    }

    @Override
    public void onPong(ByteBuffer data) {}

    @Override
    public boolean onError(Throwable error) {
      throw new IllegalStateException(error);
    }

    @Override
    public void onClose(CloseReason reason) {}

    @Override
    public boolean takesParts(InboundMessage.Kind kind) {
      return false;
    }
  }
}
