package io.fairlead.core.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.Registration;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Pressure;
import io.fairlead.api.event.ConnectionClosed;
import io.fairlead.api.event.ConnectionEvent;
import io.fairlead.api.event.ConnectionFailed;
import io.fairlead.api.event.Event;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.api.event.MessageReceived;
import io.fairlead.api.event.PressureChanged;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.event.EventSink;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.ManualTransport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens on a connection, as listeners of events hear it. */
class PipelineEventsTest {

  private static final CloseReason NORMAL = new CloseReason(CloseCodes.NORMAL_CLOSURE, "");

  private final FairleadConfig config =
      FairleadConfig.of(
          Map.of("fairlead.outbound.max-messages", "10", "fairlead.outbound.soft-watermark", "50"));
  private final ManualTransport transport = new ManualTransport();
  private final MemoryBudget memory = MemoryBudget.of(config);
  private final ContributionRegistry contributions = new ContributionRegistry();
  private final DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
  private final CallbackExecutor callbacks = CallbackExecutor.pooled(4);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final DefaultEventBus bus = DefaultEventBus.beside(callbacks, config, memory, timer);
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private Function<InboundMessage, @Nullable CompletionStage<?>> answer = message -> null;

  @AfterEach
  void stop() {
    bus.close();
    callbacks.shutdown(Duration.ZERO);
    timer.shutdownNow();
  }

  private Pipeline open() {
    return open(
        new PipelineFactory(config, contributions, registry, callbacks, timer, memory, bus));
  }

  private Pipeline open(PipelineFactory pipelines) {
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
                new DefaultConnection.Target("/chat/lobby", Map.of(), null));
    Pipeline pipeline = pipelines.create(connection, new Endpoint(), false);
    pipeline.opened();
    return pipeline;
  }

  /** Brings the outbound queue to a pressure, from none or from a lower one. */
  private void press(DefaultConnection connection, Pressure pressure) {
    transport.automatic = false;
    while (connection.outbound().pressure() != pressure) {
      connection.send(OutboundMessage.text("m"));
    }
  }

  /** Empties the outbound queue. */
  private void relax() {
    while (transport.hasPending()) {
      transport.complete(null);
    }
  }

  private void listen(ListenerOptions options) {
    bus.listen(ConnectionEvent.class, event -> heard.add(describe(event)), options);
  }

  private static String describe(ConnectionEvent event) {
    if (event instanceof MessageReceived message) {
      return message.topic() + ": " + message.message().text();
    }
    if (event instanceof ConnectionFailed failed) {
      return failed.source() + ": " + failed.error().getMessage();
    }
    if (event instanceof ConnectionClosed closed) {
      return "closed " + closed.reason().getCloseCode().getCode();
    }
    return event instanceof PressureChanged changed ? "" + changed.pressure() : "opened";
  }

  @Test
  void everythingOnAConnectionIsAnEventInOrderAndAfterTheHandlers() {
    contributions
        .scope("plugin")
        .add(
            InboundHandler.class,
            (message, chain) -> {
              if (message.text().equals("secret")) {
                chain.consume();
              } else {
                chain.proceed(message.withText(message.text() + "!"));
              }
            });
    answer =
        message -> {
          if (message.text().equals("bad!")) {
            throw new IllegalStateException("on purpose");
          }
          return null;
        };
    listen(ListenerOptions.ORDERED);
    Pipeline pipeline = open();
    for (String text : List.of("a", "secret", "bad", "b")) {
      pipeline.text(text, true);
    }
    press(pipeline.connection(), Pressure.SOFT);
    await().until(() -> received.contains("b!") && heard.contains("SOFT"));
    pipeline.closed(NORMAL);

    await().until(() -> heard.contains("closed 1000"));
    assertThat(heard.stream().filter(each -> !each.equals("SOFT")))
        .containsExactly(
            "opened",
            "chat.lobby: a!",
            "chat.lobby: bad!",
            "ENDPOINT: on purpose",
            "chat.lobby: b!",
            "closed 1000");
  }

  @Test
  void aConnectionIsForgottenWhateverItsEndBrings() {
    EventSink troubled =
        new EventSink() {
          @Override
          public boolean hasListeners(Class<? extends Event> type) {
            return type == ConnectionClosed.class;
          }

          @Override
          public void fire(Event event) {
            throw new OutOfMemoryError("on purpose");
          }
        };
    Queue<Throwable> fatal = new ConcurrentLinkedQueue<>();
    Executor threads = // the error must not reach the JVM that runs the tests
        task ->
            callbacks.execute(
                () -> {
                  try {
                    task.run();
                  } catch (OutOfMemoryError e) {
                    fatal.add(e);
                  }
                });
    PipelineFactory pipelines =
        new PipelineFactory(config, contributions, registry, threads, timer, memory, troubled);
    Pipeline pipeline = open(pipelines);
    assertThat(registry.size()).isEqualTo(1);
    pipeline.closed(NORMAL);

    await().until(() -> registry.size() == 0);
    await().until(() -> pipelines.live().isEmpty() && fatal.size() == 1);
  }

  @Test
  void aListenerThatHangsNeverDelaysReceipt() {
    CountDownLatch release = new CountDownLatch(1);
    ListenerRegistration hanging =
        bus.listen(MessageReceived.class, event -> release.await(), ListenerOptions.ORDERED);
    Pipeline pipeline = open();
    for (int i = 0; i < 3_000; i++) {
      pipeline.text("m" + i, true);
      if (i % 100 == 0) {
        int sent = i;
        await().until(() -> received.contains("m" + sent));
      }
    }
    await().until(() -> received.size() == 3_000);

    assertThat(hanging.handled()).isZero();
    assertThat(hanging.lost()).isEqualTo(2_000);
    release.countDown();
    await().until(() -> hanging.handled() == 1_000);
  }

  @Test
  void anEndpointThatAnswersWithAStageStaysInOrderBesideListeners() {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    answer = message -> message.text().equals("first") ? stage : null;
    listen(ListenerOptions.ORDERED);
    Pipeline pipeline = open();
    pipeline.text("first", true);
    pipeline.text("second", true);
    await().until(() -> heard.contains("chat.lobby: first"));
    assertThat(received).containsExactly("first");
    stage.complete(null);

    await().until(() -> heard.contains("chat.lobby: second"));
    assertThat(received).containsExactly("first", "second");
  }

  // --- pressure --------------------------------------------------------------------------------

  private final class Pressed implements ConnectionListener {
    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    public void onPressure(Connection connection, Pressure pressure) throws Exception {
      received.add("pressure " + pressure);
      release.await();
      throw new IllegalStateException("on purpose");
    }
  }

  @Test
  void pressureIsToldOneAtATimeAndOnlyTheLatestAndFaultsGoToTheErrorHandlers() {
    Pressed listener = new Pressed();
    contributions.scope("plugin").add(ConnectionListener.class, listener);
    contributions
        .scope("errors")
        .add(
            ErrorHandler.class,
            (context, error) -> {
              heard.add(context.source() + " " + context.pluginId().orElse("?"));
              return ErrorDecision.next();
            });
    Pipeline pipeline = open();
    press(pipeline.connection(), Pressure.SOFT);
    await().until(() -> received.contains("pressure SOFT"));
    press(pipeline.connection(), Pressure.FULL);
    relax();
    pipeline.text("meanwhile", true);
    await().until(() -> received.contains("meanwhile"));
    assertThat(received).doesNotContain("pressure FULL", "pressure NONE");
    listener.release.countDown();

    await().until(() -> heard.size() == 2);
    assertThat(received).containsExactly("pressure SOFT", "meanwhile", "pressure NONE");
    assertThat(heard).containsExactly("HOOK plugin", "HOOK plugin");
  }

  @Test
  void onlyChangesAreToldHoweverOftenTheQueueSaysSo() {
    listen(ListenerOptions.ORDERED);
    Pipeline pipeline = open();
    await().until(() -> heard.contains("opened")); // pressure is told beside that
    pipeline.connection().pressureListener().changed();
    press(pipeline.connection(), Pressure.SOFT);
    await().until(() -> heard.contains("SOFT"));
    pipeline.connection().pressureListener().changed();
    pipeline.connection().pressureListener().changed();
    relax();
    await().until(() -> heard.contains("NONE"));
    assertThat(heard).containsExactly("opened", "SOFT", "NONE");
  }

  @Test
  void whoeverComesLaterHearsOfTheNextChangeThoughNobodyHeardOfThoseBetween() {
    CountDownLatch told = new CountDownLatch(1);
    Registration first =
        contributions
            .scope("first")
            .add(
                ConnectionListener.class,
                new ConnectionListener() {
                  @Override
                  public void onPressure(Connection connection, Pressure pressure) {
                    told.countDown();
                  }
                });
    DefaultConnection connection = open().connection();
    press(connection, Pressure.SOFT);
    await().until(() -> told.getCount() == 0);
    first.close();
    relax();
    Pressed later = new Pressed();
    later.release.countDown();
    contributions.scope("later").add(ConnectionListener.class, later);
    press(connection, Pressure.SOFT);

    await().until(() -> received.contains("pressure SOFT"));
  }

  @Test
  void theLastPressureToldIsTheRightOneHoweverManySendAndFree() throws Exception {
    bus.listen(
        PressureChanged.class,
        event -> heard.add("" + event.pressure()),
        ListenerOptions.ORDERED.withMaxPending(1_000_000));
    DefaultConnection connection = open().connection();
    transport.automatic = false;
    for (int round = 0; round < 20; round++) {
      boolean ends = round % 2 == 0;
      ExecutorService threads = Executors.newFixedThreadPool(4);
      for (int t = 0; t < 3; t++) {
        threads.execute(
            () -> {
              for (int i = 0; i < 500; i++) {
                connection.send(OutboundMessage.text("m"));
              }
            });
      }
      threads.execute(
          () -> {
            for (int i = 0; i < 500; i++) {
              relax();
            }
          });
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      if (ends) {
        relax();
      }
      String last = "" + connection.outbound().pressure();
      await().until(() -> last.equals(last()));
    }
    List<String> all = List.copyOf(heard);
    for (int i = 1; i < all.size(); i++) {
      assertThat(all.get(i)).isNotEqualTo(all.get(i - 1));
    }
  }

  private String last() {
    List<String> all = List.copyOf(heard);
    return all.isEmpty() ? "NONE" : all.get(all.size() - 1);
  }

  private final class Endpoint implements Receiver {
    @Override
    public void onOpen() {}

    @Override
    public @Nullable CompletionStage<?> onMessage(InboundMessage message) {
      received.add(message.text());
      return answer.apply(message);
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
}
