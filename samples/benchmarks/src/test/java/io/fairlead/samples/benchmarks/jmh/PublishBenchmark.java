package io.fairlead.samples.benchmarks.jmh;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.Metadata;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.PublishReceipt;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.Topics;
import io.fairlead.core.DefaultMessaging;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.testkit.TestNetwork;
import io.fairlead.testkit.TestSecurity;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A message to 1,000 subscribers of a topic, whose transports take it at once: the time for each of
 * them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PublishBenchmark {

  private static final int SUBSCRIBERS = 1_000;

  /** How they subscribed: all to the topic, or one in ten to a pattern besides. */
  @Param({"topic", "topic-and-patterns"})
  String subscriptions;

  private final Topic topic = Topic.of("prices.eur");
  private final OutboundMessage message = OutboundMessage.text("x".repeat(128));
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private Topics topics;

  @Setup
  public void subscribe() {
    FairleadConfig config = FairleadConfig.of(Map.of("fairlead.heartbeat.interval", "0s"));
    topics =
        new DefaultMessaging(
                config,
                new ContributionRegistry(),
                DefaultEventBus.on(Runnable::run, config, MemoryBudget.of(config), timer),
                Clock.systemUTC())
            .topics();
    ConnectionOpener opener =
        new ConnectionOpener(
            new DefaultConnectionRegistry(),
            config,
            MemoryBudget.of(config),
            WaitingRoom.UNBOUNDED,
            new Heartbeats(config),
            new ContributionRegistry(),
            timer);
    for (int i = 0; i < SUBSCRIBERS; i++) {
      DefaultConnection connection =
          opener.open(
              new Admitted(
                  TestNetwork.from("192.0.2.1"),
                  TestSecurity.of(Identity.of("load")),
                  new NoMetadata()),
              new SinkTransport(),
              new DefaultConnection.Target("/prices", Map.of(), null));
      connection.opened();
      topics.subscribe(connection, topic.name());
      if (i % 10 == 0 && subscriptions.equals("topic-and-patterns")) {
        topics.subscribe(connection, "prices.#");
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(SUBSCRIBERS)
  public PublishReceipt publish() {
    PublishReceipt receipt = topics.publish(topic, message);
    if (receipt.delivered() != SUBSCRIBERS) {
      throw new IllegalStateException("not all of them got it: " + receipt);
    }
    return receipt;
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
}
