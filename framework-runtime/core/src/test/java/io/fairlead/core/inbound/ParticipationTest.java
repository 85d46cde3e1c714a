package io.fairlead.core.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.StateParticipant;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.ManualTransport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParticipationTest {

  private static final CloseReason BYE = new CloseReason(CloseCodes.NORMAL_CLOSURE, "bye");

  private final ExecutorService callbacks = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
  private final ContributionRegistry contributions = new ContributionRegistry();
  private final ManualTransport transport = new ManualTransport();
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private volatile Consumer<InboundMessage> endpoint = message -> {};
  private Optional<Supplier<Duration>> untilEnd = Optional.empty();

  @AfterEach
  void stop() {
    callbacks.shutdownNow();
    timer.shutdownNow();
  }

  private Pipeline open(String... settings) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    FairleadConfig config = FairleadConfig.of(values);
    MemoryBudget memory = MemoryBudget.of(config);
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
                Admissions.admitted(Identity.of("alice")),
                transport,
                new DefaultConnection.Target("/chat", Map.of(), null));
    PipelineFactory factory =
        new PipelineFactory(config, contributions, registry, callbacks, timer, memory);
    untilEnd.ifPresent(factory::endWithin);
    Pipeline pipeline = factory.create(connection, new Endpoint(), false);
    transport.onClose =
        reason -> {
          seen.add("close frame");
          pipeline.closed(reason);
        };
    pipeline.opened();
    await().until(pipeline::idle);
    return pipeline;
  }

  private void add(String owner, StateParticipant participant) {
    contributions.scope(owner).add(StateParticipant.class, participant);
  }

  private void awaitEnd() {
    await().until(() -> registry.size() == 0);
  }

  @Test
  void stateIsSavedBeforeTheLastMessageAndThatBeforeTheCloseFrame() {
    add("saves", new Saving("saves"));
    Pipeline pipeline = open();
    pipeline.connection().send(OutboundMessage.text("queued"));

    pipeline.connection().close(BYE);

    awaitEnd();
    assertThat(seen).containsExactly("saves prepare", "saves commit", "close frame", "close 1000");
    assertThat(transport.texts()).containsExactly("queued", "last of saves");
  }

  @Test
  void noParticipantTakesMoreThanItsShareOfWhatIsLeftOfTheServersTime() {
    AtomicReference<@Nullable Instant> told = new AtomicReference<>();
    add(
        "hangs",
        new StateParticipant() {
          @Override
          public CompletionStage<Void> prepare(Connection connection, Instant deadline) {
            told.set(deadline);
            return new CompletableFuture<>();
          }

          @Override
          public CompletionStage<Optional<OutboundMessage>> commit(
              Connection connection, Instant deadline) {
            return CompletableFuture.completedStage(Optional.empty());
          }

          @Override
          public CompletionStage<Void> rollback(Connection connection, Instant deadline) {
            return CompletableFuture.completedStage(null);
          }
        });
    untilEnd = Optional.of(() -> Duration.ofMillis(800));
    Pipeline pipeline = open("fairlead.close.participants-timeout", "5m");

    Instant before = Instant.now();
    pipeline.connection().close(BYE);

    awaitEnd();
    assertThat(told.get()).isBefore(before.plusSeconds(60));
    assertThat(transport.closed).isEqualTo(BYE);
  }

  @Test
  void theCallbackUnderWayIsFinishedAndMayStillAnswer() {
    add("saves", new Saving("saves"));
    CountDownLatch gate = new CountDownLatch(1);
    List<SendOutcome.Status> answers = Collections.synchronizedList(new ArrayList<>());
    Pipeline pipeline = open();
    endpoint =
        message -> {
          seen.add("begun");
          awaitQuietly(gate);
          answers.add(message.connection().send(OutboundMessage.text("answer")).status());
        };
    pipeline.text("question", true);
    await().until(() -> seen.contains("begun"));

    pipeline.connection().close(BYE);
    pipeline.text("comes too late", true);
    gate.countDown();

    awaitEnd();
    assertThat(answers).containsExactly(SendOutcome.Status.QUEUED);
    assertThat(transport.texts()).containsExactly("answer", "last of saves");
    assertThat(seen)
        .containsExactly("begun", "saves prepare", "saves commit", "close frame", "close 1000");
  }

  @Test
  void aCallbackThatDoesNotEndHoldsUpTheCloseForAShareOfTheTimeOnly() {
    add("saves", new Saving("saves"));
    CountDownLatch gate = new CountDownLatch(1);
    Pipeline pipeline = open("fairlead.close.participants-timeout", "400ms");
    CountDownLatch begun = new CountDownLatch(1);
    endpoint =
        message -> {
          begun.countDown();
          awaitQuietly(gate);
        };
    pipeline.text("question", true);
    awaitQuietly(begun);

    pipeline.connection().close(BYE);

    await().until(() -> transport.closed != null);
    assertThat(seen).containsExactly("saves prepare", "saves commit", "close frame");
    gate.countDown();
    awaitEnd();
  }

  @Test
  void whoFailsIsRolledBackAndTheOthersCommit() {
    List<String> told = watchErrors();
    add("good", new Saving("good"));
    add("bad", new Failing("bad"));

    open().connection().close(BYE);

    awaitEnd();
    assertThat(seen)
        .contains("good commit", "bad rollback")
        .doesNotContain("good rollback", "bad commit")
        .endsWith("close frame", "close 1000");
    await().untilAsserted(() -> assertThat(told).containsExactly("HOOK bad"));
    assertThat(transport.texts()).containsExactly("last of good");
  }

  @Test
  void whereSoConfiguredAllAreRolledBackAndTheConnectionIsClosedAllTheSame() {
    add("good", new Saving("good"));
    add("bad", new Failing("bad"));

    open("fairlead.close.on-failure", "roll-back").connection().close(BYE);

    awaitEnd();
    assertThat(seen)
        .contains("good rollback", "bad rollback")
        .doesNotContain("good commit", "bad commit")
        .endsWith("close frame", "close 1000");
    assertThat(transport.texts()).isEmpty();
  }

  @Test
  void whoHangsIsInterruptedNamedAndRolledBack() {
    List<String> told = watchErrors();
    add("good", new Saving("good"));
    add(
        "stuck",
        new Saving("stuck") {
          @Override
          public CompletionStage<Void> prepare(Connection connection, Instant deadline) {
            awaitQuietly(new CountDownLatch(1));
            return super.prepare(connection, deadline);
          }
        });

    open("fairlead.close.participants-timeout", "400ms").connection().close(BYE);

    awaitEnd();
    assertThat(seen).contains("interrupted", "good commit", "stuck rollback");
    assertThat(seen).doesNotContain("stuck commit");
    await().untilAsserted(() -> assertThat(told).containsExactly("TIMEOUT stuck"));
  }

  @Test
  void aConnectionThatBreaksIsNotAskedAbout() {
    add("saves", new Saving("saves"));
    Pipeline pipeline = open();

    pipeline.connection().abort(new IOException("gone"));
    pipeline.closed(new CloseReason(CloseCodes.CLOSED_ABNORMALLY, null));

    awaitEnd();
    assertThat(seen).containsExactly("close 1006");
  }

  @Test
  void whoHasPreparedMayCommitAlsoWhereThePeerVanishesMeanwhile() {
    CompletableFuture<Void> vote = new CompletableFuture<>();
    add(
        "saves",
        new Saving("saves") {
          @Override
          public CompletionStage<Void> prepare(Connection connection, Instant deadline) {
            return super.prepare(connection, deadline).thenCompose(done -> vote);
          }
        });
    Pipeline pipeline = open();
    pipeline.connection().close(BYE);
    await().until(() -> seen.contains("saves prepare"));

    pipeline.closed(new CloseReason(CloseCodes.CLOSED_ABNORMALLY, null));
    vote.complete(null);

    awaitEnd();
    assertThat(seen)
        .containsSubsequence("saves prepare", "saves commit", "close 1006")
        .doesNotContain("saves rollback");
  }

  @Test
  void aCloseByThePeerSavesTheStateOnceWhoeverAnswersIt() {
    add("saves", new Saving("saves"));
    Pipeline waits = open();
    waits.peerEnds(BYE);
    awaitEnd();
    assertThat(seen).containsExactly("saves prepare", "saves commit", "close frame", "close 1000");

    seen.clear();
    open().closed(BYE); // a server that answers by itself
    awaitEnd();
    assertThat(seen).containsExactly("saves prepare", "saves commit", "close 1000");
  }

  private List<String> watchErrors() {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    contributions
        .scope("watching")
        .add(
            ErrorHandler.class,
            (context, error) -> {
              told.add(context.source() + " " + context.pluginId().orElse("?"));
              return ErrorDecision.next();
            });
    return told;
  }

  private void awaitQuietly(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      seen.add("interrupted");
    }
  }

  private class Saving implements StateParticipant {
    private final String name;

    Saving(String name) {
      this.name = name;
    }

    @Override
    public CompletionStage<Void> prepare(Connection connection, Instant deadline) {
      seen.add(name + " prepare");
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Optional<OutboundMessage>> commit(
        Connection connection, Instant deadline) {
      seen.add(name + " commit");
      return CompletableFuture.completedFuture(
          Optional.of(OutboundMessage.text("last of " + name)));
    }

    @Override
    public CompletionStage<Void> rollback(Connection connection, Instant deadline) {
      seen.add(name + " rollback");
      return CompletableFuture.completedFuture(null);
    }
  }

  private final class Failing extends Saving {
    Failing(String name) {
      super(name);
    }

    @Override
    public CompletionStage<Void> prepare(Connection connection, Instant deadline) {
      throw new IllegalStateException("cannot");
    }
  }

  private final class Endpoint implements Receiver {
    @Override
    public void onOpen() {}

    @Override
    public @Nullable CompletionStage<?> onMessage(InboundMessage message) {
      endpoint.accept(message);
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
      seen.add("close " + reason.getCloseCode().getCode());
    }

    @Override
    public boolean takesParts(InboundMessage.Kind kind) {
      return false;
    }
  }
}
