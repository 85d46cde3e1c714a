package io.fairlead.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.plugin.ShutdownHook;
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
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.CapturedLog;
import io.fairlead.core.support.ManualTransport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {

  private static final CloseReason STOP = new CloseReason(CloseCodes.GOING_AWAY, "stop");

  private final FairleadConfig config =
      FairleadConfig.of(Map.of("fairlead.drain.reconnect-spread", "0s"));
  private final ContributionRegistry contributions = new ContributionRegistry();
  private final DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
  private final ExecutorService callbacks = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final PipelineFactory pipelines =
      new PipelineFactory(
          config, contributions, registry, callbacks, timer, MemoryBudget.of(config));
  private final Drain drain =
      new Drain(registry, pipelines, contributions, callbacks, timer, config);
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    callbacks.shutdownNow();
    timer.shutdownNow();
  }

  private Pipeline open(ManualTransport transport, Consumer<InboundMessage> endpoint) {
    return open(pipelines, transport, endpoint);
  }

  private Pipeline open(
      PipelineFactory pipelines, ManualTransport transport, Consumer<InboundMessage> endpoint) {
    DefaultConnection connection =
        new ConnectionOpener(
                registry,
                config,
                MemoryBudget.of(config),
                WaitingRoom.UNBOUNDED,
                new Heartbeats(config),
                contributions,
                timer)
            .open(
                Admissions.admitted(Identity.of("alice")),
                transport,
                new DefaultConnection.Target("/chat", Map.of(), null));
    Pipeline pipeline = pipelines.create(connection, new Endpoint(events, endpoint), false);
    transport.onClose = pipeline::closed;
    pipeline.opened();
    return pipeline;
  }

  @Test
  void handlesWhatIsPendingThenHooksThenCloses() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    ManualTransport transport = new ManualTransport();
    Pipeline pipeline =
        open(
            transport,
            message -> {
              gate.join();
              message.connection().send(OutboundMessage.text("answer to " + message.text()));
            });
    pipeline.text("question", true);
    contributions.scope("p").add(ShutdownHook.class, new RecordingHook("hook", events));

    Future<Integer> drained = callbacks.submit(() -> drain.run(Duration.ofSeconds(30), STOP));
    await().until(() -> transport.pauses.get() == 1);
    assertThat(transport.closed).isNull();
    gate.complete(null);

    assertThat(drained).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(0);
    assertThat(transport.texts()).containsExactly("answer to question");
    assertThat(transport.closed).isEqualTo(STOP);
    assertThat(events).containsExactly("open", "hook prepare", "hook commit", "close 1001");
  }

  @Test
  void roomInTheInboundQueueDoesNotResumeReading() {
    FairleadConfig small = FairleadConfig.of(Map.of("fairlead.inbound.max-messages", "2"));
    PipelineFactory factory =
        new PipelineFactory(
            small, contributions, registry, callbacks, timer, MemoryBudget.of(config));
    Drain stop = new Drain(registry, factory, contributions, callbacks, timer, config);
    CompletableFuture<Void> handling = new CompletableFuture<>();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    ManualTransport transport = new ManualTransport();
    Pipeline pipeline =
        open(
            factory,
            transport,
            message -> {
              handling.complete(null);
              gate.join();
            });
    pipeline.text("handled", true);
    handling.join();
    pipeline.text("waits", true);
    pipeline.text("fills the queue", true);
    assertThat(transport.pauses).hasValue(1);
    List<Integer> resumes = Collections.synchronizedList(new ArrayList<>());
    contributions
        .scope("p")
        .add(
            ShutdownHook.class,
            deadline -> {
              resumes.add(transport.resumes.get());
              return CompletableFuture.completedFuture(null);
            });

    Future<Integer> drained = callbacks.submit(() -> stop.run(Duration.ofSeconds(30), STOP));
    await().until(() -> transport.pauses.get() == 2);
    gate.complete(null);

    assertThat(drained).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(0);
    assertThat(resumes).containsExactly(0);
  }

  @Test
  void connectionThatOpensAfterTheOthersWereClosedIsClosedToo() {
    ManualTransport early = new ManualTransport();
    Pipeline pipeline = open(early, message -> {});
    early.onClose = reason -> {}; // the peer takes its time
    Future<Integer> drained = callbacks.submit(() -> drain.run(Duration.ofSeconds(30), STOP));
    await().until(() -> early.resumes.get() == 1); // all are closed

    ManualTransport late = new ManualTransport();
    open(late, message -> {});

    await().until(() -> STOP.equals(late.closed));
    pipeline.closed(STOP);
    assertThat(drained).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(0);
    assertThat(events).containsExactlyInAnyOrder("open", "open", "close 1001", "close 1001");
    assertThat(registry.size()).isZero();
  }

  @Test
  void dropsWhatDoesNotEndBeforeTheDeadline() {
    ManualTransport deaf = new ManualTransport();
    open(deaf, message -> {});
    deaf.onClose = reason -> {}; // the peer never answers

    int dropped = drain.run(Duration.ofMillis(200), STOP);

    assertThat(dropped).isEqualTo(1);
    assertThat(deaf.terminated).isTrue();
  }

  @Test
  void failingHookIsRolledBackAndTheOthersCommit() {
    contributions.scope("a").add(ShutdownHook.class, new RecordingHook("good", events));
    contributions
        .scope("b")
        .add(
            ShutdownHook.class,
            new RecordingHook("bad", events) {
              @Override
              public CompletionStage<Void> prepare(Instant deadline) {
                throw new IllegalStateException("cannot");
              }
            });

    drain.run(Duration.ofSeconds(30), STOP);

    assertThat(events).containsExactly("good prepare", "bad rollback", "good commit");
  }

  @Test
  void whereSoConfiguredOneFailureRollsAllHooksBackAndTheServerStopsAllTheSame() {
    contributions.scope("a").add(ShutdownHook.class, new RecordingHook("good", events));
    contributions
        .scope("b")
        .add(
            ShutdownHook.class,
            new RecordingHook("bad", events) {
              @Override
              public CompletionStage<Void> prepare(Instant deadline) {
                return CompletableFuture.failedFuture(new IllegalStateException("cannot"));
              }
            });
    ManualTransport transport = new ManualTransport();
    open(transport, message -> {});

    drainWith("fairlead.close.on-failure", "roll-back").run(Duration.ofSeconds(30), STOP);

    assertThat(events)
        .containsSubsequence("good prepare", "good rollback", "close 1001")
        .contains("bad rollback")
        .doesNotContain("good commit", "bad commit");
    assertThat(transport.closed).isNotNull();
  }

  private Drain drainWith(String... settings) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    return new Drain(
        registry, pipelines, contributions, callbacks, timer, FairleadConfig.of(values));
  }

  @Test
  void clientsAreClosedInBatchesEachWithADelayOfItsOwn() {
    List<CloseReason> reasons = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> firstBatch = new CompletableFuture<>();
    List<Integer> atFirstPause = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 25; i++) {
      ManualTransport transport = new ManualTransport();
      Pipeline pipeline = open(transport, message -> {});
      transport.onClose =
          reason -> {
            reasons.add(reason);
            if (reasons.size() == 10) {
              firstBatch.complete(null);
            }
            pipeline.closed(reason);
          };
    }

    Drain drain =
        drainWith(
            "fairlead.drain.mode", "restart",
            "fairlead.drain.batch", "10",
            "fairlead.drain.interval", "300ms");
    Future<Integer> drained = callbacks.submit(() -> drain.run(Duration.ofSeconds(30), STOP));
    firstBatch.join();
    atFirstPause.add(reasons.size());

    assertThat(drained).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(0);
    assertThat(atFirstPause).containsExactly(10);
    assertThat(reasons).hasSize(25).allMatch(reason -> reason.getCloseCode().getCode() == 1012);
    assertThat(reasons.stream().map(CloseReason::getReasonPhrase).distinct()).hasSize(25);
  }

  @Test
  void batchesThatWouldOverrunTheDeadlineFollowEachOtherFaster() {
    List<ManualTransport> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ManualTransport transport = new ManualTransport();
      Pipeline pipeline = open(transport, message -> {});
      transport.onClose = pipeline::closed;
      all.add(transport);
    }

    try (CapturedLog log = new CapturedLog()) {
      drainWith("fairlead.drain.batch", "1", "fairlead.drain.interval", "1h")
          .run(Duration.ofSeconds(2), STOP);

      assertThat(log.lines()).anyMatch(line -> line.contains("fairlead.drain.deadline leaves no"));
    }
    assertThat(all).allMatch(transport -> transport.closed != null);
  }

  @Test
  void hookThatHangsDoesNotHoldUpTheStop() {
    contributions
        .scope("a")
        .add(
            ShutdownHook.class,
            new RecordingHook("stuck", events) {
              @Override
              public CompletionStage<Void> prepare(Instant deadline) {
                return new CompletableFuture<>();
              }
            });
    ManualTransport transport = new ManualTransport();
    open(transport, message -> {});

    drain.run(Duration.ofMillis(500), STOP);

    assertThat(transport.closed).isEqualTo(STOP);
  }

  @Test
  void hookThatHangsLeavesTheOthersTheirTime() {
    contributions
        .scope("a")
        .add(
            ShutdownHook.class,
            new RecordingHook("stuck", events) {
              @Override
              public CompletionStage<Void> prepare(Instant deadline) {
                return new CompletableFuture<>();
              }
            });
    contributions
        .scope("b")
        .add(
            ShutdownHook.class,
            new RecordingHook("good", events) {
              @Override
              public CompletionStage<Void> commit(Instant deadline) {
                return CompletableFuture.runAsync(
                    () -> super.commit(deadline),
                    CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
              }
            });
    ManualTransport transport = new ManualTransport();
    Pipeline pipeline = open(transport, message -> {});
    transport.onClose =
        reason -> {
          events.add("closing");
          pipeline.closed(reason);
        };

    drain.run(Duration.ofSeconds(4), STOP);

    assertThat(events)
        .containsSubsequence("good prepare", "good commit", "closing")
        .contains("stuck rollback")
        .doesNotContain("good rollback", "stuck commit");
  }

  @Test
  void secondDrainReturnsAtOnce() {
    drain.run(Duration.ofSeconds(1), STOP);
    long before = System.nanoTime();

    assertThat(drain.run(Duration.ofDays(1), STOP)).isZero();
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.MINUTES.toNanos(1));
  }

  private static class RecordingHook implements ShutdownHook {
    private final String name;
    private final List<String> events;

    RecordingHook(String name, List<String> events) {
      this.name = name;
      this.events = events;
    }

    private CompletionStage<Void> record(String phase) {
      events.add(name + " " + phase);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> prepare(Instant deadline) {
      return record("prepare");
    }

    @Override
    public CompletionStage<Void> commit(Instant deadline) {
      return record("commit");
    }

    @Override
    public CompletionStage<Void> rollback(Instant deadline) {
      return record("rollback");
    }
  }

  private record Endpoint(List<String> events, Consumer<InboundMessage> messages)
      implements Receiver {
    @Override
    public void onOpen() {
      events.add("open");
    }

    @Override
    public @Nullable CompletionStage<?> onMessage(InboundMessage message) {
      messages.accept(message);
      return null;
    }

    @Override
    public void onPong(ByteBuffer data) {}

    @Override
    public boolean onError(Throwable error) {
      return false;
    }

    @Override
    public void onClose(CloseReason reason) {
      events.add("close " + reason.getCloseCode().getCode());
    }

    @Override
    public boolean takesParts(InboundMessage.Kind kind) {
      return false;
    }
  }
}
