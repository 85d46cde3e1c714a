package io.fairlead.core.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Pressure;
import io.fairlead.api.connection.Scope;
import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.InboundHandler;
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
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineTest {

  private static final CloseReason NORMAL = new CloseReason(CloseCodes.NORMAL_CLOSURE, "");

  private final ManualTransport transport = new ManualTransport();
  private final ContributionRegistry contributions = new ContributionRegistry();
  private final Contributions plugin = contributions.scope("plugin");
  private final DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
  private final ExecutorService callbacks = Executors.newFixedThreadPool(4);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Recorder endpoint = new Recorder();

  @AfterEach
  void stop() {
    callbacks.shutdownNow();
    timer.shutdownNow();
  }

  private Pipeline open(String... settings) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    FairleadConfig config = FairleadConfig.of(values);
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
    Pipeline pipeline =
        new PipelineFactory(
                config, contributions, registry, callbacks, timer, MemoryBudget.of(config))
            .create(connection, endpoint, false);
    pipeline.opened();
    return pipeline;
  }

  private void settle(Pipeline pipeline) {
    await().until(pipeline::idle);
  }

  @Test
  void deliversMessagesInOrderBetweenOpenAndClose() {
    Pipeline pipeline = open();
    for (int i = 0; i < 1_000; i++) {
      pipeline.text("m" + i, true);
    }
    pipeline.closed(NORMAL);
    settle(pipeline);

    assertThat(endpoint.seen)
        .hasSize(1_002)
        .startsWith("open", "m0", "m1")
        .endsWith("m999", "close 1000");
    assertThat(registry.size()).isZero();
  }

  @Test
  void listenersBesideTheCallbacksFindTheScopeToo() {
    List<String> scopes = Collections.synchronizedList(new ArrayList<>());
    plugin.add(
        ConnectionListener.class,
        new ConnectionListener() {
          @Override
          public void onPressure(Connection connection, Pressure pressure) {
            scopes.add("pressure " + Scope.current().connection().id());
          }

          @Override
          public void onExpiring(Connection connection, Instant closesAt) {
            scopes.add("expiring " + Scope.current().connection().id());
          }
        });
    transport.automatic = false;
    Pipeline pipeline = open("fairlead.outbound.max-messages", "4");
    settle(pipeline);
    DefaultConnection connection = pipeline.connection();
    connection.expiring(Instant.now());
    for (int i = 0; i < 4; i++) {
      connection.send(OutboundMessage.text("m" + i));
    }
    await()
        .untilAsserted(
            () ->
                assertThat(scopes)
                    .contains("expiring " + connection.id(), "pressure " + connection.id()));
  }

  @Test
  void handlersReplaceAndConsumeInOrder() {
    plugin.add(InboundHandler.class, (m, chain) -> chain.proceed(m.withText(m.text() + "2")), 2);
    plugin.add(InboundHandler.class, (m, chain) -> chain.proceed(m.withText(m.text() + "1")), 1);
    plugin.add(
        InboundHandler.class,
        (m, chain) -> {
          if (m.text().startsWith("secret")) {
            chain.consume();
          } else {
            chain.proceed();
          }
        },
        3);
    Pipeline pipeline = open();
    pipeline.text("a", true);
    pipeline.text("secret", true);
    pipeline.text("b", true);
    settle(pipeline);

    assertThat(endpoint.seen).containsExactly("open", "a12", "b12");
  }

  @Test
  void nextMessageWaitsForALateDecision() {
    AtomicReference<@Nullable Chain> held = new AtomicReference<>();
    plugin.add(
        InboundHandler.class,
        (m, chain) -> {
          if (m.text().equals("first")) {
            held.set(chain);
          } else {
            chain.proceed();
          }
        });
    Pipeline pipeline = open();
    pipeline.text("first", true);
    pipeline.text("second", true);
    await().until(() -> held.get() != null);
    assertThat(endpoint.seen).doesNotContain("first", "second");

    timer.execute(held.get()::proceed);

    await().until(() -> endpoint.seen.size() == 3);
    assertThat(endpoint.seen).containsExactly("open", "first", "second");
  }

  @Test
  void secondDecisionIsRefused() {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    plugin.add(
        InboundHandler.class,
        (m, chain) -> {
          chain.proceed();
          try {
            chain.consume();
          } catch (IllegalStateException e) {
            thrown.set(e);
          }
        });
    Pipeline pipeline = open();
    pipeline.text("a", true);
    settle(pipeline);

    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    assertThat(endpoint.seen).containsExactly("open", "a");
  }

  @Test
  void handlerThatThrowsHurtsNobodyAndIsNamed() {
    List<String> failures = Collections.synchronizedList(new ArrayList<>());
    plugin.add(
        ErrorHandler.class,
        (context, error) -> {
          failures.add(context.source() + " " + context.pluginId().orElse("?"));
          return ErrorDecision.next();
        });
    contributions
        .scope("bad")
        .add(
            InboundHandler.class,
            (m, chain) -> {
              throw new AssertionError("bad plugin");
            },
            -1);
    contributions.scope("bad").add(ConnectionListener.class, new ThrowingListener());
    plugin.add(InboundHandler.class, (m, chain) -> chain.proceed(m.withText(m.text() + "!")));
    Pipeline pipeline = open();
    pipeline.text("a", true);
    pipeline.closed(NORMAL);
    settle(pipeline);

    assertThat(endpoint.seen).containsExactly("open", "a!", "close 1000");
    assertThat(failures).containsExactly("HOOK bad", "HANDLER bad", "HOOK bad");
  }

  @Test
  void undecidedHandlerIsPassedByAtItsDeadline() {
    plugin.add(InboundHandler.class, (m, chain) -> {});
    Pipeline pipeline = open("fairlead.inbound.handler-timeout", "50ms");
    pipeline.text("a", true);

    await().untilAsserted(() -> assertThat(endpoint.seen).containsExactly("open", "a"));
  }

  @Test
  void errorHandlerCanReplyAndClose() {
    plugin.add(
        ErrorHandler.class,
        (context, error) ->
            error.getMessage().equals("reply")
                ? ErrorDecision.reply(OutboundMessage.text("sorry"))
                : ErrorDecision.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "no")));
    endpoint.answer =
        m -> {
          throw new IllegalArgumentException(m.text());
        };
    Pipeline pipeline = open();
    pipeline.text("reply", true);
    pipeline.text("close", true);
    pipeline.text("never", true);
    settle(pipeline);

    assertThat(transport.texts()).containsExactly("sorry");
    assertThat(transport.closed).isNotNull();
    assertThat(transport.closed.getCloseCode()).isEqualTo(CloseCodes.VIOLATED_POLICY);
    assertThat(endpoint.seen).doesNotContain("never");
  }

  @Test
  void endpointHearsOfItsOwnFailuresOnly() {
    contributions
        .scope("bad")
        .add(
            InboundHandler.class,
            (m, chain) -> {
              throw new IllegalStateException("of the plugin");
            });
    endpoint.answer =
        m -> {
          throw new IllegalStateException("of the endpoint");
        };
    Pipeline pipeline = open();
    pipeline.text("a", true);
    settle(pipeline);

    assertThat(endpoint.seen).containsExactly("open", "a", "error of the endpoint");
  }

  @Test
  void nextMessageWaitsForTheStageOfTheEndpoint() {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    endpoint.answer = m -> m.text().equals("slow") ? stage : null;
    Pipeline pipeline = open();
    pipeline.text("slow", true);
    pipeline.text("next", true);
    await().until(() -> endpoint.seen.contains("slow"));
    assertThat(endpoint.seen).doesNotContain("next");

    stage.completeExceptionally(new IOException("late failure"));

    settle(pipeline);
    assertThat(endpoint.seen).containsExactly("open", "slow", "error late failure", "next");
  }

  @Test
  void closeIsHandledAlthoughTheEndpointsStageNeverEnds() {
    endpoint.answer = m -> new CompletableFuture<>();
    Pipeline pipeline = open("fairlead.inbound.handler-timeout", "50ms");
    pipeline.text("stuck", true);
    await().until(() -> endpoint.seen.contains("stuck"));

    pipeline.closed(NORMAL);

    await().untilAsserted(() -> assertThat(endpoint.seen).endsWith("close 1000"));
    assertThat(registry.size()).isZero();
  }

  @Test
  void readingPausesAtTheBoundAndResumesAtHalfOfIt() {
    CompletableFuture<Void> hold = new CompletableFuture<>();
    endpoint.answer = m -> hold;
    Pipeline pipeline = open("fairlead.inbound.max-messages", "4");
    await().until(() -> endpoint.seen.contains("open"));
    for (int i = 0; i < 5; i++) { // one is handled, four wait
      pipeline.text("m", true);
    }
    await().until(() -> transport.pauses.get() == 1);
    assertThat(transport.resumes).hasValue(0);

    endpoint.answer = m -> null;
    hold.complete(null);

    await().until(() -> transport.resumes.get() == 1);
    settle(pipeline);
    assertThat(endpoint.seen).hasSize(6);
  }

  @Test
  void holdsTheServersThreadWhereReadingCannotPause() throws Exception {
    transport.canPause = false;
    CompletableFuture<Void> hold = new CompletableFuture<>();
    endpoint.answer = m -> hold;
    Pipeline pipeline = open("fairlead.inbound.max-messages", "1");
    pipeline.text("handled", true);
    await().until(() -> endpoint.seen.contains("handled"));
    pipeline.text("waits", true);
    AtomicBoolean returned = new AtomicBoolean();
    Thread server =
        new Thread(
            () -> {
              pipeline.text("held", true);
              returned.set(true);
            });
    server.start();
    await().until(() -> server.getState() == Thread.State.TIMED_WAITING);
    assertThat(returned).isFalse();

    hold.complete(null);

    server.join(10_000);
    assertThat(returned).isTrue();
  }

  @Test
  void joinsPartsForAnEndpointOfWholeMessages() {
    Pipeline pipeline = open();
    pipeline.text("Hel", false);
    pipeline.text("", false);
    pipeline.text("lo", true);
    pipeline.binary(bytes("by"), false);
    pipeline.binary(bytes("tes"), true);
    settle(pipeline);

    assertThat(endpoint.seen).containsExactly("open", "Hello", "bytes");
  }

  @Test
  void passesPartsToAnEndpointThatTakesThem() {
    endpoint.parts = true;
    Pipeline pipeline = open();
    pipeline.text("Hel", false);
    pipeline.text("lo", true);
    pipeline.text("whole", true);
    settle(pipeline);

    assertThat(endpoint.seen).containsExactly("open", "Hel...", "lo", "whole");
  }

  @Test
  void handlerThatWantsWholeMessagesGetsThemBeforeAnEndpointOfParts() {
    endpoint.parts = true;
    plugin.add(InboundHandler.class, (m, chain) -> chain.proceed(m.withText(m.text() + "!")));
    Pipeline pipeline = open();
    pipeline.text("Hel", false);
    pipeline.text("lo", true);
    settle(pipeline);

    assertThat(endpoint.seen).containsExactly("open", "Hello!");
  }

  @Test
  void aHandlerThatComesAfterPartsWereReadGetsThemWhole() {
    endpoint.parts = true;
    CompletableFuture<Void> stage = new CompletableFuture<>();
    endpoint.answer = m -> m.size() == 4 ? stage : null;
    Pipeline pipeline = open();
    pipeline.text("slow", true);
    pipeline.text("Hel", false);
    pipeline.text("lo", false);
    pipeline.text(" you", true);
    pipeline.binary(ByteBuffer.wrap(new byte[] {'b', 'y'}), false);
    pipeline.binary(ByteBuffer.wrap(new byte[] {'e'}), true);
    pipeline.text("whole", true);
    await().until(() -> endpoint.seen.contains("slow"));

    plugin.add(
        InboundHandler.class,
        (m, chain) -> {
          if (m.kind() == InboundMessage.Kind.TEXT) {
            chain.proceed(m.withText(m.text() + "!"));
          } else {
            chain.proceed();
          }
        });
    stage.complete(null);
    settle(pipeline);

    assertThat(endpoint.seen).containsExactly("open", "slow", "Hello you!", "bye", "whole!");
  }

  @Test
  void messageOverTheLimitCloses1009WhetherWholeOrInParts() {
    Pipeline pipeline = open("fairlead.limits.message-bytes", "4");
    pipeline.text("four", true);
    pipeline.text("abc", false);
    pipeline.text("de", false);
    pipeline.text("f", true);
    pipeline.text("more", true);
    settle(pipeline);

    assertThat(endpoint.seen).containsOnlyOnce("error a message is longer than 4 bytes");
    assertThat(endpoint.seen).startsWith("open").doesNotContain("abcdef", "abcde", "more");
    assertThat(transport.closed).isNotNull();
    assertThat(transport.closed.getCloseCode()).isEqualTo(CloseCodes.TOO_BIG);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static final class ThrowingListener implements ConnectionListener {
    @Override
    public void onOpen(io.fairlead.api.connection.Connection connection) {
      throw new IllegalStateException("bad listener");
    }

    @Override
    public void onClose(io.fairlead.api.connection.Connection connection, CloseReason reason) {
      throw new IllegalStateException("bad listener");
    }
  }

  /** An endpoint that writes down what it sees. */
  private static final class Recorder implements Receiver {
    final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    volatile Function<InboundMessage, @Nullable CompletionStage<?>> answer = m -> null;
    volatile boolean parts;

    @Override
    public void onOpen() {
      seen.add("open");
    }

    @Override
    public @Nullable CompletionStage<?> onMessage(InboundMessage message) {
      String text =
          message.kind() == InboundMessage.Kind.TEXT
              ? message.text()
              : StandardCharsets.UTF_8.decode(message.bytes()).toString();
      seen.add(message.last() ? text : text + "...");
      return answer.apply(message);
    }

    @Override
    public void onPong(ByteBuffer data) {
      seen.add("pong");
    }

    @Override
    public boolean onError(Throwable error) {
      seen.add("error " + error.getMessage());
      return true;
    }

    @Override
    public void onClose(CloseReason reason) {
      seen.add("close " + reason.getCloseCode().getCode());
    }

    @Override
    public boolean takesParts(InboundMessage.Kind kind) {
      return parts;
    }
  }
}
