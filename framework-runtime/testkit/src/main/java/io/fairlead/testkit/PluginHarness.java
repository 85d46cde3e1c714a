package io.fairlead.testkit;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Handshake;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginDescriptor;
import io.fairlead.api.plugin.ShutdownHook;
import io.fairlead.api.topic.Topics;
import io.fairlead.core.DefaultMessaging;
import io.fairlead.core.admission.AdmissionResult;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.inbound.Pipeline;
import io.fairlead.core.inbound.PipelineFactory;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.PluginHost;
import io.fairlead.core.plugin.PluginManager;
import io.fairlead.core.plugin.RunningPlugin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plugin as the runtime would, without a server: the same start and stop, handler chain,
 * error route, events and outbound queue, with the real limits and deadlines. Callbacks and
 * listeners of events run on the thread that causes them. Close it to stop the plugin.
 */
public final class PluginHarness implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final ContributionRegistry contributions = new ContributionRegistry();
  private final DefaultConnectionRegistry connections = new DefaultConnectionRegistry();
  private final DefaultMessaging messaging;
  private final SettableClock clock;
  private final EndpointStub endpoint;
  private final ConnectionOpener opener;
  private final PipelineFactory pipelines;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(PluginHarness::daemon);
  private final DefaultEventBus events;
  private final Runnable stop;

  private PluginHarness(Builder builder) throws Exception {
    FairleadConfig config = FairleadConfig.of(builder.config);
    clock = builder.clock;
    endpoint = builder.endpoint;
    MemoryBudget memory = MemoryBudget.of(config);
    events = DefaultEventBus.on(Runnable::run, config, memory, timer);
    messaging = new DefaultMessaging(config, contributions, events, clock);
    opener =
        new ConnectionOpener(
            connections,
            config,
            memory,
            WaitingRoom.UNBOUNDED,
            new Heartbeats(config),
            contributions,
            timer);
    opener.offer(messaging.topics());
    pipelines =
        new PipelineFactory(
            config, contributions, connections, Runnable::run, timer, memory, events);
    stop = start(builder, config);
  }

  /** Starts; what it returns stops again. */
  private Runnable start(Builder builder, FairleadConfig config) throws Exception {
    PluginHost host = new PluginHost(config, contributions, connections, messaging, clock);
    if (builder.plugin == null) {
      PluginManager manager = new PluginManager(host);
      manager.start(requireNonNull(builder.directory));
      return manager::close;
    }
    RunningPlugin running =
        RunningPlugin.start(
            new PluginDescriptor(builder.id, "test", "[0.1,1)", List.of()), builder.plugin, host);
    return () -> running.stop(LONGEST);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "plugin-harness-timer");
    thread.setDaemon(true);
    return thread;
  }

  /** Prepares a harness for a plugin. */
  public static Builder of(Plugin plugin) {
    return new Builder(requireNonNull(plugin, "plugin"), null);
  }

  /**
   * Prepares a harness for the jars in a directory, which are loaded as a server loads them: each
   * in a class loader of its own, and left out where it does not work. {@link Builder#id} says
   * whose section {@link Builder#config} sets.
   */
  public static Builder ofJars(Path directory) {
    return new Builder(null, requireNonNull(directory, "directory"));
  }

  // --- connections -------------------------------------------------------------------------------

  /** Opens a connection to {@code /test} for user {@code alice} at 192.0.2.1. */
  public RecordedConnection connect() {
    return connect(TestHandshake.to("/test").build(), Identity.of("alice"));
  }

  /** Opens a connection for a user. */
  public RecordedConnection connect(Identity identity) {
    return connect(TestHandshake.to("/test").build(), identity);
  }

  /**
   * Opens a connection for a handshake and a user. Its metadata are what the plugin's metadata
   * contributors give for it; its authenticators are not asked. The plugin's connection listeners
   * have heard of it on return.
   */
  public RecordedConnection connect(Handshake handshake, Identity identity) {
    SecurityContext security =
        handshake.origin().map(TestSecurity.of(identity)::origin).orElse(TestSecurity.of(identity));
    AdmissionResult.Admitted admitted =
        new AdmissionResult.Admitted(
            handshake.network(), security, new TestMetadata(metadata(handshake, security)));
    RecordedTransport transport = new RecordedTransport();
    String subprotocol = handshake.subprotocols().stream().findFirst().orElse(null);
    DefaultConnection connection =
        opener.open(
            admitted,
            transport,
            new DefaultConnection.Target(handshake.path(), Map.of(), subprotocol));
    RecordingReceiver receiver = new RecordingReceiver(connection, endpoint);
    Pipeline pipeline = pipelines.create(connection, receiver, false);
    transport.onEnd(pipeline::closed);
    pipeline.opened();
    return new RecordedConnection(connection, transport, receiver, pipeline);
  }

  /** The open connections, as the plugin sees them. */
  public ConnectionRegistry connections() {
    return connections;
  }

  /**
   * Topics, for the test to publish and to subscribe with, beside the plugin. What it registers
   * here stays until it takes it back.
   */
  public Topics topics() {
    return messaging.topics();
  }

  // --- contributions -----------------------------------------------------------------------------

  /** What the plugin has contributed of a kind, in order. */
  public <T extends Contribution> List<T> contributions(Class<T> point) {
    return contributions.all(point).stream().map(Contributed::contribution).toList();
  }

  /** What the plugin's authenticators say: the first that does not abstain. */
  public Decision authenticate(Handshake handshake) {
    for (Authenticator each : contributions(Authenticator.class)) {
      Decision decision = await(each.authenticate(handshake));
      if (!(decision instanceof Decision.Abstained)) {
        return decision;
      }
    }
    return Decision.abstain();
  }

  /** What the plugin's metadata contributors add; the first in order wins a name. */
  public Map<String, Object> metadata(Handshake handshake, SecurityContext security) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (MetadataContributor each : contributions(MetadataContributor.class)) {
      await(each.contribute(handshake, security)).forEach(all::putIfAbsent);
    }
    return all;
  }

  /**
   * What the plugin's route answers.
   *
   * @throws IllegalArgumentException if it has no route for that path and method
   */
  public HttpReply http(HttpRequest request) throws Exception {
    for (HttpRoute route : contributions(HttpRoute.class)) {
      boolean below =
          route.path().endsWith("/*")
              && request.path().startsWith(route.path().substring(0, route.path().length() - 1));
      if ((below || route.path().equals(request.path()))
          && route.methods().contains(request.method())) {
        return route.handle(request);
      }
    }
    throw new IllegalArgumentException("no route for " + request.method() + " " + request.path());
  }

  /** Takes the plugin's shutdown hooks through an orderly stop: prepare on all, commit on all. */
  public void shutdown() {
    Instant deadline = Instant.now().plus(LONGEST);
    List<ShutdownHook> hooks = contributions(ShutdownHook.class);
    hooks.forEach(hook -> await(hook.prepare(deadline)));
    hooks.forEach(hook -> await(hook.commit(deadline)));
  }

  // --- the rest ----------------------------------------------------------------------------------

  /** The plugin's clock. */
  public SettableClock clock() {
    return clock;
  }

  /** Takes the contributions back and stops the plugin. */
  @Override
  public void close() {
    stop.run();
    events.close();
    timer.shutdownNow();
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Prepares a {@link PluginHarness}; for use by one thread. */
  public static final class Builder {
    private final @Nullable Plugin plugin;
    private final @Nullable Path directory;
    private final Map<String, String> config = new LinkedHashMap<>();
    private final Map<String, String> section = new LinkedHashMap<>();
    private String id = "test-plugin";
    private SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private EndpointStub endpoint = (connection, message) -> {};

    private Builder(@Nullable Plugin plugin, @Nullable Path directory) {
      this.plugin = plugin;
      this.directory = directory;
    }

    /** Sets the plugin's id; {@code test-plugin} unless set. */
    public Builder id(String value) {
      id = requireNonNull(value, "value");
      return this;
    }

    /** Sets a key of the plugin's section, for example {@code burst}. */
    public Builder config(String key, String value) {
      section.put(key, value);
      return this;
    }

    /** Sets a key of the framework by its full name, for example a limit. */
    public Builder frameworkConfig(String key, String value) {
      config.put(key, value);
      return this;
    }

    /** Sets where the clock stands; 2026-01-01T00:00:00Z unless set. */
    public Builder clock(Instant start) {
      clock = new SettableClock(start);
      return this;
    }

    /** Sets what the endpoint does with a message; it is recorded in any case. */
    public Builder endpoint(EndpointStub stub) {
      endpoint = requireNonNull(stub, "stub");
      return this;
    }

    /**
     * Starts the plugin.
     *
     * @throws Exception what {@link Plugin#start} threw; for jars only the failure of a required
     *     one
     */
    public PluginHarness start() throws Exception {
      section.forEach((key, value) -> config.put("fairlead.plugins." + id + "." + key, value));
      return new PluginHarness(this);
    }
  }
}
