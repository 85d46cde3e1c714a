package io.fairlead.core;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.Pressure;
import io.fairlead.api.event.ConnectionOpened;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.api.plugin.OutboundHandler;
import io.fairlead.api.plugin.ShutdownHook;
import io.fairlead.api.plugin.StateParticipant;
import io.fairlead.core.inbound.Pipeline;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DecodeException;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** How each thing fails that the page has a row for. */
final class FailureCases {

  /** Makes it fail. */
  interface Case {
    void on(FailureBench bench) throws Exception;
  }

  private FailureCases() {}

  private static <T> T boom() {
    throw new IllegalStateException("boom");
  }

  /** Until somebody interrupts it. */
  private static <T> T hang() throws InterruptedException {
    new CountDownLatch(1).await();
    throw new AssertionError("nobody counts down");
  }

  static Map<String, Case> all() {
    Map<String, Case> cases = new LinkedHashMap<>();
    messages(cases);
    endpoint(cases);
    hooks(cases);
    admission(cases);
    participants(cases);
    shutdown(cases);
    listeners(cases);
    limits(cases);
    handlers(cases);
    return cases;
  }

  private static void messages(Map<String, Case> cases) {
    cases.put(
        "a message that cannot be decoded",
        bench -> {
          bench.onMessage =
              () -> {
                throw new DecodeException("x", "boom");
              };
          bench.open().text("x", true);
        });
    inbound(cases, "an inbound handler throws", (message, chain) -> boom());
    inbound(cases, "an inbound handler does not decide in time", (message, chain) -> {});
    inbound(cases, "an inbound handler does not return in time", (message, chain) -> hang());
    outbound(cases, "an outbound handler throws", (connection, message) -> boom());
    outbound(cases, "an outbound handler does not return in time", (connection, message) -> hang());
  }

  private static void inbound(Map<String, Case> cases, String what, InboundHandler handler) {
    cases.put(
        what,
        bench -> {
          bench.add(InboundHandler.class, handler);
          CountDownLatch arrived = new CountDownLatch(1);
          bench.onMessage =
              () -> {
                arrived.countDown();
                return null;
              };
          bench.open().text("x", true);
          arrived.await();
        });
  }

  private static void outbound(Map<String, Case> cases, String what, OutboundHandler handler) {
    cases.put(
        what,
        bench -> {
          bench.add(OutboundHandler.class, handler);
          bench.open().connection().send(OutboundMessage.text("goes on"));
          if (!bench.transport.texts().equals(java.util.List.of("goes on"))) {
            throw new AssertionError("the message did not go on");
          }
        });
  }

  private static void endpoint(Map<String, Case> cases) {
    cases.put(
        "`@OnOpen` throws",
        bench -> {
          bench.onOpen = FailureCases::boom;
          bench.open();
        });
    cases.put(
        "`@OnMessage` throws",
        bench -> {
          bench.onMessage = FailureCases::boom;
          bench.open().text("x", true);
        });
    cases.put(
        "a stage of `@OnMessage` fails",
        bench -> {
          bench.onMessage = () -> CompletableFuture.failedFuture(new IllegalStateException("boom"));
          bench.open().text("x", true);
        });
    cases.put(
        "`@OnClose` throws",
        bench -> {
          bench.onClose = FailureCases::boom;
          bench.end(bench.open());
        });
  }

  private static void hooks(Map<String, Case> cases) {
    Case open = FailureBench::open;
    Case close = bench -> bench.end(bench.open());
    Case pressure =
        bench -> {
          bench.set("fairlead.outbound.max-messages", "10");
          bench.transport.automatic = false;
          Pipeline pipeline = bench.open();
          for (int i = 0; i < 10; i++) {
            pipeline.connection().send(OutboundMessage.text("fills the queue"));
          }
        };
    hook(cases, "onOpen", open);
    hook(cases, "onPressure", pressure);
    hook(cases, "onClose", close);
  }

  private static void hook(Map<String, Case> cases, String name, Case then) {
    cases.put("`" + name + "` of a listener throws", failing(name, FailureCases::boom, then));
    cases.put(
        "`" + name + "` of a listener does not return in time",
        failing(name, FailureCases::hang, then));
  }

  private interface Fault {
    Object happen() throws Exception;
  }

  private static Case failing(String name, Fault fault, Case then) {
    return bench -> {
      bench.add(ConnectionListener.class, new Listener(name, fault));
      then.on(bench);
    };
  }

  private record Listener(String name, Fault fault) implements ConnectionListener {
    private void at(String callback) throws Exception {
      if (callback.equals(name)) {
        fault.happen();
      }
    }

    @Override
    public void onOpen(Connection connection) throws Exception {
      at("onOpen");
    }

    @Override
    public void onPressure(Connection connection, Pressure pressure) throws Exception {
      at("onPressure");
    }

    @Override
    public void onClose(Connection connection, CloseReason reason) throws Exception {
      at("onClose");
    }
  }

  private static void admission(Map<String, Case> cases) {
    cases.put(
        "a metadata contributor fails",
        bench -> {
          bench.add(MetadataContributor.class, (handshake, security) -> boom());
          AdmissionBench.admit(bench, 101);
        });
    cases.put(
        "a metadata contributor is late",
        bench -> {
          bench.set("fairlead.admission.timeout", "500ms");
          bench.add(MetadataContributor.class, (handshake, security) -> new CompletableFuture<>());
          AdmissionBench.admit(bench, 101);
        });
    cases.put(
        "an authenticator fails",
        bench -> {
          bench.set("fairlead.auth.mode", "plugins");
          bench.add(Authenticator.class, handshake -> boom());
          AdmissionBench.admit(bench, 500);
        });
  }

  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);
  private static final CompletionStage<Void> NEVER = new CompletableFuture<>();

  private static void participants(Map<String, Case> cases) {
    cases.put("a state participant fails in `prepare`", closing(FailureCases::boom, () -> DONE));
    cases.put("a state participant is late in `prepare`", closing(() -> NEVER, () -> DONE));
    cases.put("a state participant fails in `commit`", closing(() -> DONE, FailureCases::boom));
  }

  private interface Step {
    CompletionStage<Void> go();
  }

  private static Case closing(Step prepare, Step commit) {
    return bench -> {
      bench.add(
          StateParticipant.class,
          new StateParticipant() {
            @Override
            public CompletionStage<Void> prepare(Connection connection, Instant deadline) {
              return prepare.go();
            }

            @Override
            public CompletionStage<Optional<OutboundMessage>> commit(
                Connection connection, Instant deadline) {
              return commit.go().thenApply(done -> Optional.empty());
            }
          });
      bench.end(bench.open());
    };
  }

  private static void shutdown(Map<String, Case> cases) {
    cases.put("a shutdown hook fails in `prepare`", stopping(FailureCases::boom, () -> DONE));
    cases.put("a shutdown hook is late in `prepare`", stopping(() -> NEVER, () -> DONE));
    cases.put("a shutdown hook fails in `commit`", stopping(() -> DONE, FailureCases::boom));
  }

  private static Case stopping(Step prepare, Step commit) {
    return bench -> {
      bench.add(
          ShutdownHook.class,
          new ShutdownHook() {
            @Override
            public CompletionStage<Void> prepare(Instant deadline) {
              return prepare.go();
            }

            @Override
            public CompletionStage<Void> commit(Instant deadline) {
              return commit.go();
            }
          });
      bench.drain();
    };
  }

  private static void listeners(Map<String, Case> cases) {
    cases.put(
        "a listener of events throws",
        bench -> {
          bench.events().listen(ConnectionOpened.class, event -> boom(), ListenerOptions.PARALLEL);
          bench.open();
        });
    cases.put(
        "a listener of events is late",
        bench -> {
          CountDownLatch never = new CountDownLatch(1);
          bench
              .events()
              .listen(
                  ConnectionOpened.class,
                  event -> {
                    try {
                      never.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  },
                  ListenerOptions.PARALLEL);
          bench.open();
        });
  }

  private static void limits(Map<String, Case> cases) {
    cases.put(
        "the server below reports a failure",
        bench -> bench.open().failed(new IOException("boom")));
    cases.put(
        "a message is too long",
        bench -> {
          bench.set("fairlead.limits.message-bytes", "1000");
          bench.open().text("x".repeat(1001), true);
        });
    cases.put(
        "no memory is left for a message in parts",
        bench -> {
          bench.set("fairlead.limits.memory", "1000000");
          Pipeline pipeline = bench.open();
          for (int i = 0; i < 50 && bench.transport.closed == null; i++) {
            pipeline.text("x".repeat(20_000), false);
          }
        });
    cases.put(
        "the inbound queue is full and reading cannot stop",
        bench -> {
          bench.set("fairlead.inbound.max-messages", "2");
          bench.transport.canPause = false;
          CountDownLatch gate = new CountDownLatch(1);
          bench.onMessage =
              () -> {
                gate.await();
                return null;
              };
          Pipeline pipeline = bench.open();
          for (int i = 0; i < 10 && !bench.transport.terminated; i++) {
            pipeline.text("x", true);
          }
          gate.countDown();
        });
    cases.put(
        "the outbound queue is full (policy `disconnect`)",
        bench -> {
          bench.set("fairlead.outbound.max-messages", "5");
          bench.transport.automatic = false;
          Pipeline pipeline = bench.open();
          pipeline.connection().outbound().overflow(Overflow.DISCONNECT);
          for (int i = 0; i < 10; i++) {
            pipeline.connection().send(OutboundMessage.text("x"));
          }
          while (bench.transport.hasPending()) {
            bench.transport.complete(null);
          }
        });
    cases.put(
        "a write takes longer than `fairlead.outbound.send-timeout`",
        bench -> {
          bench.set("fairlead.outbound.send-timeout", "100ms");
          bench.transport.automatic = false;
          Pipeline pipeline = bench.open();
          pipeline.connection().send(OutboundMessage.text("x"));
          bench.watchdog();
        });
  }

  /** The one that watches comes after them, and is never asked: its source would show. */
  private static void handlers(Map<String, Case> cases) {
    cases.put("an error handler throws", asking((context, error) -> boom()));
    cases.put(
        "an error handler does not return in time",
        asking(
            (context, error) -> {
              try {
                return hang();
              } catch (InterruptedException e) {
                return boom();
              }
            }));
  }

  private static Case asking(ErrorHandler handler) {
    return bench -> {
      bench.add(ErrorHandler.class, handler);
      bench
          .contributions
          .scope("calm")
          .add(
              ErrorHandler.class,
              (context, error) -> io.fairlead.api.plugin.ErrorDecision.ignore(),
              50);
      bench.onMessage = FailureCases::boom;
      bench.open().text("x", true);
    };
  }
}
