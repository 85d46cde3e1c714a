package io.fairlead.core;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.connection.Watchdog;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.inbound.Pipeline;
import io.fairlead.core.inbound.PipelineFactory;
import io.fairlead.core.inbound.Receiver;
import io.fairlead.core.lifecycle.Drain;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.ErrorChain;
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.CapturedLog;
import io.fairlead.core.support.ManualTransport;
import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** One connection in a runtime with short deadlines, and what is seen of its failures. */
final class FailureBench implements AutoCloseable, Receiver {

  private static final List<String> LEVELS = List.of("ERROR", "WARN", "INFO", "DEBUG");

  final ContributionRegistry contributions = new ContributionRegistry();
  final DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
  final ManualTransport transport = new ManualTransport();
  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "fairlead.hooks.timeout", "200ms",
              "fairlead.inbound.handler-timeout", "200ms",
              "fairlead.events.deadline", "200ms",
              "fairlead.close.participants-timeout", "2s",
              "fairlead.drain.reconnect-spread", "0s"));
  private final ExecutorService callbacks = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Set<String> seen = Collections.synchronizedSet(new LinkedHashSet<>());
  private final CapturedLog log = new CapturedLog();
  private @Nullable DefaultEventBus bus;
  private Runnable undo = () -> {};
  private volatile boolean endpointHeard;
  private volatile boolean closeExpected;
  Callable<@Nullable Object> onOpen = () -> null;
  Callable<@Nullable Object> onMessage = () -> null;
  Callable<@Nullable Object> onClose = () -> null;

  FailureBench() {
    contributions
        .scope("watching")
        .add(
            ErrorHandler.class,
            (context, error) -> {
              seen.add(
                  context.source() + (context.connection().isPresent() ? "" : ", no connection"));
              return ErrorDecision.next();
            },
            100);
  }

  <T extends Contribution> void add(Class<T> point, T contribution) {
    contributions.scope("bad").add(point, contribution);
  }

  void set(String key, String value) {
    settings.put(key, value);
  }

  FairleadConfig config() {
    return FairleadConfig.of(settings);
  }

  ExecutorService callbacks() {
    return callbacks;
  }

  DefaultEventBus events() {
    DefaultEventBus known = bus;
    if (known == null) {
      FairleadConfig config = config();
      known = DefaultEventBus.on(callbacks, config, MemoryBudget.of(config), timer);
      known.onFault(new ErrorChain(contributions, null)::decided);
      bus = known;
    }
    return known;
  }

  Pipeline open() {
    FairleadConfig config = config();
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
    Pipeline pipeline =
        new PipelineFactory(config, contributions, registry, callbacks, timer, memory, events())
            .create(connection, this, false);
    transport.onClose = pipeline::closed;
    pipeline.opened();
    return pipeline;
  }

  /** A close in order, whose code is not the default of a failure. */
  void end(Pipeline pipeline) {
    closeExpected = true;
    pipeline
        .connection()
        .close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, "the test is over"));
  }

  void drain() {
    FairleadConfig config = config();
    PipelineFactory none =
        new PipelineFactory(
            config, contributions, registry, callbacks, timer, MemoryBudget.of(config));
    new Drain(registry, none, contributions, callbacks, timer, config)
        .run(
            java.time.Duration.ofSeconds(2),
            new CloseReason(CloseReason.CloseCodes.GOING_AWAY, "stop"));
  }

  Watchdog watchdog() {
    return new Watchdog(registry, timer);
  }

  // --- what is seen ------------------------------------------------------------------------------

  String sees() {
    return seen.isEmpty() ? "–" : String.join("; ", List.copyOf(seen));
  }

  String onError() {
    return endpointHeard ? "yes" : "no";
  }

  String code() {
    CloseReason closed = transport.closed;
    if (transport.terminated) {
      return "1006";
    }
    return closed == null || closeExpected ? "–" : "" + closed.getCloseCode().getCode();
  }

  /** The highest level at which anything was logged. */
  String log() {
    List<String> lines = log.lines();
    return LEVELS.stream()
        .filter(level -> lines.stream().anyMatch(line -> line.startsWith(level + " ")))
        .findFirst()
        .orElse("–");
  }

  // --- the endpoint ------------------------------------------------------------------------------

  private static void call(Callable<@Nullable Object> callback) throws Exception {
    callback.call();
  }

  @Override
  public void onOpen() throws Exception {
    call(onOpen);
  }

  @Override
  public @Nullable CompletionStage<?> onMessage(InboundMessage message) throws Exception {
    return onMessage.call() instanceof CompletionStage<?> stage ? stage : null;
  }

  @Override
  public void onPong(ByteBuffer data) {}

  @Override
  public boolean onError(Throwable error) {
    endpointHeard = true;
    return false; // as without @OnError, so that the default shows
  }

  @Override
  public void onClose(CloseReason reason) throws Exception {
    call(onClose);
  }

  @Override
  public boolean takesParts(InboundMessage.Kind kind) {
    return false;
  }

  void whenClosed(Runnable task) {
    undo = task;
  }

  @Override
  public void close() {
    undo.run();
    callbacks.shutdownNow();
    timer.shutdownNow();
    log.close();
  }
}
