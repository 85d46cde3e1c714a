package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.api.event.ConnectionEvent;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.event.MessageReceived;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginConfigException;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.plugin.ShutdownHook;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PluginHarnessTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void takesMessagesThroughTheHandlersInOrder() throws Exception {
    Plugin plugin =
        context -> {
          context
              .contributions()
              .add(
                  InboundHandler.class,
                  (message, chain) -> chain.proceed(message.withText(message.text() + "2")),
                  2);
          context
              .contributions()
              .add(
                  InboundHandler.class,
                  (message, chain) -> {
                    if (message.text().isEmpty()) {
                      chain.consume();
                    } else {
                      chain.proceed(message.withText(message.text() + "1"));
                    }
                  },
                  1);
        };
    try (PluginHarness harness = PluginHarness.of(plugin).start()) {
      RecordedConnection connection = harness.connect();
      connection.clientSends("a").clientSends("").clientSends("b");
      assertThat(connection.endpointTexts()).containsExactly("a12", "b12");
      assertThat(connection.sent()).isEmpty();
      assertThat(connection.closeReason()).isEmpty();
    }
  }

  @Test
  void listenersOfEventsHearOfTheConnection() throws Exception {
    List<String> heard = new ArrayList<>();
    Plugin plugin =
        context ->
            context
                .events()
                .listen(
                    ConnectionEvent.class,
                    event ->
                        heard.add(
                            event instanceof MessageReceived received
                                ? received.topic() + " " + received.message().text()
                                : event.getClass().getSimpleName()),
                    ListenerOptions.ORDERED);
    try (PluginHarness harness = PluginHarness.of(plugin).start()) {
      RecordedConnection connection = harness.connect();
      connection.clientSends("a");
      connection.clientCloses(CloseCodes.NORMAL_CLOSURE);
      assertThat(heard).containsExactly("ConnectionOpened", "test a", "ConnectionClosed");
    }
  }

  @Test
  void holdsTheNextMessageUntilAHandlerHasDecided() throws Exception {
    List<Chain> held = new ArrayList<>();
    try (PluginHarness harness =
        PluginHarness.of(adding(InboundHandler.class, (message, chain) -> held.add(chain)))
            .start()) {
      RecordedConnection connection = harness.connect();
      connection.clientSends("one").clientSends("two");
      assertThat(held).hasSize(1);
      held.get(0).proceed();
      assertThat(held).hasSize(2);
      held.get(1).consume();
      assertThat(connection.endpointTexts()).containsExactly("one");
      assertThatIllegalStateException().isThrownBy(() -> held.get(0).proceed());
    }
  }

  @Test
  void anUndecidedMessageGoesOnAfterTheHandlerDeadline() throws Exception {
    try (PluginHarness harness =
        PluginHarness.of(adding(InboundHandler.class, (message, chain) -> {}))
            .frameworkConfig("fairlead.inbound.handler-timeout", "20ms")
            .start()) {
      RecordedConnection connection = harness.connect();
      connection.clientSends("late");
      await().atMost(LONG).until(() -> connection.endpointTexts().equals(List.of("late")));
    }
  }

  @Test
  void joinsPartsForHandlersThatWantThemWhole() throws Exception {
    try (PluginHarness harness =
        PluginHarness.of(
                adding(
                    InboundHandler.class,
                    (message, chain) ->
                        chain.proceed(message.withText("[" + message.text() + "]"))))
            .start()) {
      RecordedConnection connection = harness.connect();
      connection.clientSendsPart("ab", false).clientSendsPart("c", true);
      connection.clientSends(ByteBuffer.wrap(new byte[] {1, 2})); // withText on it throws
      assertThat(connection.endpointTexts()).containsExactly("[abc]");
      assertThat(connection.endpointMessages()).hasSize(2);
    }
  }

  @Test
  void routesWhatTheEndpointThrowsToErrorHandlers() throws Exception {
    ErrorHandler handler =
        (context, error) ->
            switch (String.valueOf(error.getMessage())) {
              case "reply" -> ErrorDecision.reply(OutboundMessage.text("sorry"));
              case "close" ->
                  ErrorDecision.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "enough"));
              default -> ErrorDecision.next();
            };
    try (PluginHarness harness =
        PluginHarness.of(adding(ErrorHandler.class, handler))
            .endpoint(
                (connection, message) -> {
                  throw new IllegalStateException(message.text());
                })
            .start()) {
      RecordedConnection connection = harness.connect();
      connection.clientSends("other").clientSends("reply").clientSends("close").clientSends("x");
      assertThat(connection.endpointErrors())
          .singleElement()
          .hasToString("java.lang.IllegalStateException: other");
      assertThat(connection.sentTexts()).containsExactly("sorry");
      assertThat(connection.closeReason())
          .map(CloseReason::getCloseCode)
          .contains(CloseCodes.VIOLATED_POLICY);
      assertThat(connection.endpointTexts()).containsExactly("other", "reply", "close");
      assertThat(harness.connections().size()).isZero();
    }
  }

  @Test
  void tellsListenersOfOpenAndClose() throws Exception {
    List<String> heard = new ArrayList<>();
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void onOpen(Connection connection) {
            heard.add("open " + connection.security().identity());
            connection.send(OutboundMessage.text("welcome"));
          }

          @Override
          public void onClose(Connection connection, CloseReason reason) {
            heard.add("close " + reason.getCloseCode().getCode());
          }
        };
    try (PluginHarness harness =
        PluginHarness.of(adding(ConnectionListener.class, listener)).start()) {
      RecordedConnection connection = harness.connect(Identity.of("bob"));
      assertThat(harness.connections().find(connection.id())).isPresent();
      assertThat(connection.sentTexts()).containsExactly("welcome");
      connection.clientCloses(CloseCodes.GOING_AWAY);
      assertThat(heard).containsExactly("open bob", "close 1001");
      assertThat(harness.connections().all()).isEmpty();
    }
  }

  @Test
  void fillsTheOutboundQueueWhileTheClientTakesNothing() throws Exception {
    try (PluginHarness harness =
        PluginHarness.of(context -> {})
            .frameworkConfig("fairlead.outbound.max-messages", "2")
            .start()) {
      RecordedConnection connection = harness.connect();
      connection.stallWrites();
      assertThat(connection.send(OutboundMessage.text("1")).accepted()).isTrue();
      assertThat(connection.send(OutboundMessage.text("2")).accepted()).isTrue();
      assertThat(connection.send(OutboundMessage.text("3")).status())
          .isEqualTo(SendOutcome.Status.REJECTED);
      assertThat(connection.sentTexts()).isEmpty();
      connection.resumeWrites();
      assertThat(connection.sentTexts()).containsExactly("1", "2");
    }
  }

  @Test
  void asksAuthenticatorsAndMetadataContributors() throws Exception {
    Plugin plugin =
        context -> {
          Authenticator key =
              handshake ->
                  CompletableFuture.completedFuture(
                      handshake
                          .header("x-key")
                          .map(value -> Decision.accept(Identity.of(value)))
                          .orElse(Decision.abstain()));
          context.contributions().add(Authenticator.class, key);
          MetadataContributor origin =
              (handshake, security) ->
                  CompletableFuture.completedFuture(
                      Map.of("demo.origin", security.origin().orElse("none")));
          context.contributions().add(MetadataContributor.class, origin);
        };
    try (PluginHarness harness = PluginHarness.of(plugin).start()) {
      TestHandshake handshake =
          TestHandshake.to("/chat")
              .header("X-Key", "carol")
              .header("Origin", "https://example.com")
              .query("room", "1")
              .cookie("c", "d")
              .subprotocols("v2", "v1")
              .network(TestNetwork.from("203.0.113.7").secure(true).requestId("r1"))
              .build();
      assertThat(harness.authenticate(handshake)).isEqualTo(Decision.accept(Identity.of("carol")));
      assertThat(harness.authenticate(TestHandshake.to("/").build())).isEqualTo(Decision.abstain());
      RecordedConnection connection = harness.connect(handshake, Identity.of("carol"));
      assertThat(connection.metadata().get("demo.origin")).contains("https://example.com");
      assertThat(connection.subprotocol()).contains("v2");
      assertThat(connection.network().requestId()).isEqualTo("r1");
    }
  }

  @Test
  void answersHttpAndTakesHooksThroughAStop() throws Exception {
    List<String> steps = new ArrayList<>();
    Plugin plugin =
        new Plugin() {
          @Override
          public void start(PluginContext context) {
            context.contributions().add(HttpRoute.class, new Hello());
            context.contributions().add(ShutdownHook.class, hook(steps));
          }

          @Override
          public void stop() {
            steps.add("stop");
          }
        };
    try (PluginHarness harness = PluginHarness.of(plugin).start()) {
      HttpReply reply = harness.http(TestHttpRequest.get("/hello/you").query("n", "1"));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("/hello/you1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> harness.http(TestHttpRequest.post("/hello/you", "x")));
      harness.shutdown();
    }
    assertThat(steps).containsExactly("prepare", "commit", "stop");
  }

  @Test
  void movesTheClockAndRunsBackgroundWork() throws Exception {
    CompletableFuture<Instant> seen = new CompletableFuture<>();
    Plugin plugin =
        context ->
            context
                .contributions()
                .add(
                    InboundHandler.class,
                    (message, chain) -> {
                      context.executor().execute(() -> seen.complete(context.clock().instant()));
                      chain.proceed();
                    });
    Instant start = Instant.parse("2030-01-01T00:00:00Z");
    try (PluginHarness harness = PluginHarness.of(plugin).clock(start).start()) {
      harness.clock().advance(Duration.ofHours(1));
      harness.connect().clientSends("go");
      assertThat(seen.get(60, TimeUnit.SECONDS)).isEqualTo(start.plus(Duration.ofHours(1)));
    }
  }

  @Test
  void aStartThatFailsThrowsWhatThePluginThrew() {
    assertThatExceptionOfType(PluginConfigException.class)
        .isThrownBy(
            () ->
                PluginHarness.of(context -> context.config().allowOnly("burst"))
                    .id("demo")
                    .config("brust", "2")
                    .start())
        .withMessageContaining("fairlead.plugins.demo.brust: unknown key (given)");
  }

  @Test
  void contributionsAreGoneAfterTheClose() throws Exception {
    PluginHarness harness =
        PluginHarness.of(adding(InboundHandler.class, (message, chain) -> chain.proceed())).start();
    assertThat(harness.contributions(InboundHandler.class)).hasSize(1);
    harness.close();
    assertThat(harness.contributions(InboundHandler.class)).isEmpty();
  }

  private static <T extends io.fairlead.api.plugin.Contribution> Plugin adding(
      Class<T> point, T contribution) {
    return context -> context.contributions().add(point, contribution);
  }

  private static ShutdownHook hook(List<String> steps) {
    return new ShutdownHook() {
      @Override
      public CompletableFuture<Void> prepare(Instant deadline) {
        return CompletableFuture.runAsync(() -> steps.add("prepare"));
      }

      @Override
      public CompletableFuture<Void> commit(Instant deadline) {
        return CompletableFuture.runAsync(() -> steps.add("commit"));
      }
    };
  }

  private static final class Hello implements HttpRoute {
    @Override
    public String path() {
      return "/hello/*";
    }

    @Override
    public Set<String> methods() {
      return Set.of("GET");
    }

    @Override
    public HttpReply handle(HttpRequest request) {
      return HttpReply.text(200, request.path() + request.queryParameter("n").orElse(""));
    }
  }
}
