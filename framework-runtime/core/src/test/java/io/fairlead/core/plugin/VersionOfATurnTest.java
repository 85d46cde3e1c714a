package io.fairlead.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.core.admission.AdmissionResult;
import io.fairlead.core.admission.StagedAdmission;
import io.fairlead.core.admission.UpgradeRequest;
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
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.ManualTransport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a change of plugins, or a quarantine, means for what had begun before it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class VersionOfATurnTest {

  private static final CloseReason BYE = new CloseReason(CloseCodes.NORMAL_CLOSURE, "bye");

  private final ExecutorService callbacks = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ContributionRegistry contributions = new ContributionRegistry();
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    callbacks.shutdownNow();
    timer.shutdownNow();
  }

  /** Throws at each message. */
  private static final class Failing implements Receiver {
    @Override
    public void onOpen() {}

    @Override
    public @Nullable CompletionStage<?> onMessage(InboundMessage message) {
      throw new IllegalStateException(message.text());
    }

    @Override
    public void onPong(ByteBuffer data) {}

    @Override
    public boolean onError(Throwable error) {
      return true;
    }

    @Override
    public void onClose(CloseReason reason) {}

    @Override
    public boolean takesParts(InboundMessage.Kind kind) {
      return false;
    }
  }

  private Pipeline open() {
    FairleadConfig config = FairleadConfig.of(Map.of());
    DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
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
                new ManualTransport(),
                new DefaultConnection.Target("/chat", Map.of(), null));
    Pipeline pipeline =
        new PipelineFactory(config, contributions, registry, callbacks, timer, memory)
            .create(connection, new Failing(), false);
    pipeline.opened();
    await().until(pipeline::idle);
    return pipeline;
  }

  private ErrorHandler noting(String version) {
    return (context, error) -> {
      seen.add(version + " " + error.getMessage());
      return ErrorDecision.next();
    };
  }

  @Test
  void failureOfAMessageGoesToTheHandlersOfItsOwnVersion() {
    AtomicReference<@Nullable Chain> held = new AtomicReference<>();
    ContributionRegistry.Scope old = contributions.scope("demo");
    old.add(ErrorHandler.class, noting("old"), 0);
    old.add(InboundHandler.class, (message, chain) -> held.set(chain), 0);
    Pipeline pipeline = open();
    pipeline.text("one", true);
    await().until(() -> held.get() != null);

    ContributionRegistry.Scope next = contributions.staged("demo", old);
    next.add(ErrorHandler.class, noting("new"), 0);
    contributions.exchange(List.of(next), List.of(old), version -> {});
    held.get().proceed();
    await().until(pipeline::idle);
    pipeline.text("two", true);
    await().until(pipeline::idle);

    assertThat(seen).containsExactly("old one", "new two");
  }

  @Test
  void listenerThatWasInQuarantineAtTheOpenDoesNotHearOfTheEnd() {
    ContributionRegistry.Scope scope = contributions.scope("demo");
    scope.add(
        ConnectionListener.class,
        new ConnectionListener() {
          @Override
          public void onOpen(Connection connection) {
            seen.add("open");
          }

          @Override
          public void onClose(Connection connection, CloseReason reason) {
            seen.add("close");
          }
        },
        0);
    scope.suspend(Fallback.PROCEED);
    Pipeline unseen = open();
    scope.suspend(null);
    unseen.closed(BYE);
    await().until(unseen::idle);
    assertThat(seen).isEmpty();

    Pipeline whole = open();
    scope.suspend(Fallback.PROCEED);
    scope.suspend(null);
    whole.closed(BYE);
    await().until(whole::idle);
    assertThat(seen).containsExactly("open", "close");
  }

  // --- admission ---------------------------------------------------------------------------------

  private static UpgradeRequest request() {
    return new UpgradeRequest(
        "/chat",
        null,
        Map.of("host", List.of("chat.example.com")),
        "203.0.113.9",
        false,
        Instant.now());
  }

  private StagedAdmission admission(Map<String, String> settings) {
    return new StagedAdmission(FairleadConfig.of(settings), contributions, Clock.systemUTC());
  }

  private static AdmissionResult result(CompletionStage<AdmissionResult> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void quarantineThatFailsClosedKeepsClientsOutWhereNobodyIsAskedWhoTheyAre() throws Exception {
    ContributionRegistry.Scope scope = contributions.scope("demo");
    scope.add(
        MetadataContributor.class,
        (handshake, security) -> CompletableFuture.completedStage(Map.of("a", "b")),
        0);
    try (StagedAdmission admission = admission(Map.of("fairlead.auth.mode", "none"))) {
      assertThat(result(admission.admit(request()))).isInstanceOf(AdmissionResult.Admitted.class);

      scope.suspend(Fallback.FAIL_CLOSED);
      assertThat(result(admission.admit(request())))
          .isInstanceOfSatisfying(
              AdmissionResult.Refused.class,
              refused -> {
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.headers()).containsKey("Retry-After");
              });

      scope.suspend(Fallback.PROCEED);
      assertThat(result(admission.admit(request()))).isInstanceOf(AdmissionResult.Admitted.class);
    }
  }

  @Test
  void pluginIsAtWorkUntilItsAuthenticatorHasAnswered() throws Exception {
    CompletableFuture<Decision> answer = new CompletableFuture<>();
    ContributionRegistry.Scope scope = contributions.scope("demo");
    scope.add(Authenticator.class, handshake -> answer, 0);
    Map<String, String> settings =
        Map.of("fairlead.auth.jwt.secret", "a secret that is long enough for HS256");
    try (StagedAdmission admission = admission(settings)) {
      CompletionStage<AdmissionResult> admitted = admission.admit(request());
      await().until(() -> answer.getNumberOfDependents() > 0);
      await().during(java.time.Duration.ofMillis(200)).until(() -> !scope.usage().idle());

      answer.complete(new Decision.Accepted(Identity.of("alice")));
      assertThat(result(admitted)).isInstanceOf(AdmissionResult.Admitted.class);
      await().until(() -> scope.usage().idle());
    }
  }
}
