package io.fairlead.core;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fairlead.api.admission.Revocations;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.connection.PoolUsage;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.core.admission.Admission;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.Problem;
import io.fairlead.core.admission.RevocationList;
import io.fairlead.core.admission.StagedAdmission;
import io.fairlead.core.alert.AlertWatch;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.SecuritySettings;
import io.fairlead.core.connection.ConnectionLimits;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.connection.MemoryRelief;
import io.fairlead.core.connection.Watchdog;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.executor.JoinableThreads;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.hosting.CallbackContext;
import io.fairlead.core.hosting.EndpointHost;
import io.fairlead.core.hosting.HostingServices;
import io.fairlead.core.hosting.InstanceSource;
import io.fairlead.core.hosting.RefusalSignal;
import io.fairlead.core.inbound.PipelineFactory;
import io.fairlead.core.leak.LeakReport;
import io.fairlead.core.leak.LeakWatch;
import io.fairlead.core.lifecycle.Drain;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.ErrorChain;
import io.fairlead.core.plugin.LivePlugins;
import io.fairlead.core.plugin.LiveServer;
import io.fairlead.core.plugin.Messaging;
import io.fairlead.core.plugin.PluginHost;
import io.fairlead.core.plugin.PluginManager;
import io.fairlead.core.plugin.Starts;
import io.fairlead.core.plugin.UnderWay;
import io.fairlead.core.pool.Pools;
import io.fairlead.core.scope.Scopes;
import io.fairlead.core.security.AccessGuard;
import io.fairlead.core.security.Policies;
import io.fairlead.core.security.PolicyWatch;
import io.fairlead.core.security.RefreshRoute;
import io.fairlead.core.transport.Transport;
import io.fairlead.core.transport.TransportFactory;
import jakarta.websocket.CloseReason;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The runtime, put together: what a server below needs to host endpoints behind admission, plugins
 * and the queues. The server deploys what {@link #endpoints} makes, asks {@link #admission} before
 * each upgrade, and calls {@link #drain}, then {@link #close}, at its end. Safe for any thread.
 */
public final class FairleadRuntime implements AutoCloseable {

  private static final int RETRY_AFTER_SECONDS = 5;
  private static final String RUNTIME = "fairlead";
  private static final int SWEEP_MILLIS = 500;
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final JoinableThreads timerThreads = JoinableThreads.daemons("fairlead-timer-");
  private final ScheduledThreadPoolExecutor timer;
  private final ContributionRegistry contributions = new ContributionRegistry();
  private final DefaultConnectionRegistry connections = new DefaultConnectionRegistry();
  private final DefaultMessaging messaging;
  private final DefaultEventBus events;
  private final MemoryBudget memory;
  private final StagedAdmission admission;
  private final EndpointHost endpoints;
  private final AccessGuard guard;
  private final Policies policies;
  private final PolicyWatch policyWatch;
  private final PluginManager plugins;
  private final PipelineFactory pipelines;
  private final Watchdog watchdog;
  private final MemoryRelief relief;
  private final Heartbeats heartbeats;
  private final LeakWatch leaks;
  private final Scopes scopes;
  private final AlertWatch alerts;
  private final Drain drain;
  private volatile boolean draining;

  private FairleadRuntime(Builder builder) {
    FairleadConfig config = builder.config;
    Executor callbacks = requireNonNull(builder.callbacks, "callbacks");
    this.memory = MemoryBudget.of(config);
    this.timer = timer(timerThreads);
    this.events = DefaultEventBus.beside(callbacks, config, memory, timer);
    this.events.onFault(new ErrorChain(contributions, null)::decided);
    try {
      this.leaks = LeakWatch.of(config, timer, events::fire);
      this.messaging = new DefaultMessaging(config, contributions, events, builder.clock);
      this.scopes = Scopes.beside(callbacks, config, timer, leaks);
      ConnectionLimits limits = new ConnectionLimits(config);
      timer.scheduleWithFixedDelay(limits::sweep, SWEEP_MILLIS, SWEEP_MILLIS, MILLISECONDS);
      RevocationList revoked = new RevocationList(config, builder.clock);
      this.admission = new StagedAdmission(config, contributions, builder.clock, limits, revoked);
      this.heartbeats = new Heartbeats(config);
      this.guard =
          new AccessGuard(config, connections, admission, revoked, heartbeats, builder.clock);
      this.policies = new Policies(admission, guard);
      offerRefresh(config, revoked);
      this.plugins =
          new PluginManager(
              new PluginHost(
                  config,
                  contributions,
                  connections,
                  messaging,
                  builder.clock,
                  guard,
                  leaks,
                  loader -> connections.connections().forEach(each -> each.endTasksOf(loader)),
                  new Starts()));
      this.pipelines =
          new PipelineFactory(config, contributions, connections, callbacks, timer, memory, events);
      ConnectionOpener opener =
          new ConnectionOpener(
              connections,
              config,
              memory,
              waitingRoom(callbacks),
              heartbeats,
              contributions,
              timer,
              scopes);
      opener.offer(messaging.topics());
      opener.guardedBy(guard);
      this.endpoints =
          new EndpointHost(
              new HostingServices(
                  config,
                  admission(),
                  opener,
                  pipelines,
                  requireNonNull(builder.transports, "transports"),
                  builder.instances,
                  builder.refusals,
                  callbacks,
                  builder.clock,
                  builder.serverIdleMillis,
                  builder.context));
      limits.endpoints(endpoints::templateAt);
      gauges(limits, callbacks);
      this.alerts = new AlertWatch(config, connections.pools(), timer, events::fire);
      connections.onRemoved(this::watchSession);
      this.watchdog = new Watchdog(connections, timer);
      this.relief = new MemoryRelief(connections, memory, timer);
      heartbeats.start(timer);
      this.drain = new Drain(connections, pipelines, contributions, callbacks, timer, config);
      this.policyWatch = new PolicyWatch(config, policies);
    } catch (RuntimeException | Error e) {
      events.close();
      timer.shutdownNow();
      throw e;
    }
  }

  private void offerRefresh(FairleadConfig config, RevocationList revoked) {
    String path = config.get(SecuritySettings.REFRESH_PATH);
    if (!path.isEmpty()) {
      int most = config.get(SecuritySettings.REFRESHES);
      contributions
          .scope(RUNTIME)
          .add(
              HttpRoute.class,
              new RefreshRoute(path, most, admission, connections, guard, revoked));
    }
  }

  private void gauges(ConnectionLimits limits, Executor callbacks) {
    Pools pools = connections.pools();
    pools.add(limits::usage);
    pools.add("memory", () -> new PoolUsage(memory.taken(), memory.max()));
    if (callbacks instanceof CallbackExecutor pool) {
      pools.add(
          () -> pool.usage().map(usage -> Map.of("callback-threads", usage)).orElse(Map.of()));
    }
  }

  /** The server below should be done with it by now. */
  private void watchSession(DefaultConnection connection) {
    Transport below = connection.transport();
    if (below.heldOpen()) {
      WeakReference<Transport> weak = new WeakReference<>(below);
      leaks.sessionEnded(
          connection.toString(),
          connection.path() + ", request " + connection.network().requestId(),
          () -> {
            Transport there = weak.get();
            return there != null && there.heldOpen();
          });
    }
  }

  private static ScheduledThreadPoolExecutor timer(JoinableThreads threads) {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  private static WaitingRoom waitingRoom(Executor callbacks) {
    return callbacks instanceof CallbackExecutor pool ? pool.waitingRoom() : WaitingRoom.UNBOUNDED;
  }

  /** Starts to put a runtime together. */
  public static Builder builder(FairleadConfig config) {
    return new Builder(config);
  }

  /** Where the application adds contributions of its own. */
  public Contributions application() {
    return contributions.scope(ContributionRegistry.APPLICATION);
  }

  /** All contributions. */
  public ContributionRegistry contributions() {
    return contributions;
  }

  /** Topics and events. */
  public Messaging messaging() {
    return messaging;
  }

  /** The open connections. */
  public ConnectionRegistry connections() {
    return connections;
  }

  /** The gauges of what is bounded; the server below adds its own. */
  public Pools pools() {
    return connections.pools();
  }

  /** What outlived its owner so far. */
  public LeakReport leaks() {
    return leaks.report();
  }

  /** Decides about handshakes; while draining it refuses them with 503. */
  public Admission admission() {
    return request ->
        draining ? CompletableFuture.completedStage(stopping()) : admission.admit(request);
  }

  /** Takes back what was let in. */
  public Revocations revocations() {
    return guard;
  }

  /** The security policy in force, and how to replace it. */
  public Policies policies() {
    return policies;
  }

  /** What the messages of all connections may take; for the server below to count with. */
  public MemoryBudget memory() {
    return memory;
  }

  /** Hosts endpoint classes. */
  public EndpointHost endpoints() {
    return endpoints;
  }

  /** The plugins. */
  public PluginManager plugins() {
    return plugins;
  }

  /**
   * From now on plugins may come, change and go; see {@link PluginManager#live}.
   *
   * @param opener opens paths that were not there before
   * @param watched directories of plugin jars to look at
   */
  public LivePlugins live(EndpointHost.PathOpener opener, List<Path> watched) {
    return plugins.live(
        new LiveServer() {
          @Override
          public Exchange prepare(Map<String, Endpoints> next) {
            return endpoints.prepare(next, opener);
          }

          @Override
          public UnderWay underWay() {
            return pipelines.turnOver();
          }
        },
        watched);
  }

  private static Refused stopping() {
    return Problem.refused(
        503,
        "The server is stopping; try again shortly.",
        Map.of("Retry-After", String.valueOf(RETRY_AFTER_SECONDS)));
  }

  /**
   * The orderly stop of all connections. Blocks up to the deadline; once only.
   *
   * @param reason told to the clients
   * @return how many connections had to be dropped
   */
  public int drain(Duration deadline, CloseReason reason) {
    draining = true;
    plugins.endChanges();
    return drain.run(deadline, reason);
  }

  /** Stops the plugins, each within its own deadline, and lets go of everything. */
  @Override
  public void close() {
    close(Duration.ofDays(1));
  }

  /** The same, with one deadline for all plugins together. */
  public void close(Duration longest) {
    draining = true;
    policyWatch.close();
    plugins.close(longest);
    admission.close();
    watchdog.close();
    relief.close();
    heartbeats.close();
    alerts.close();
    scopes.close();
    events.close();
    timer.shutdownNow();
    timerThreads.join(LINGER);
  }

  /** Puts a runtime together; for use by one thread. */
  public static final class Builder {
    private final FairleadConfig config;
    private @Nullable Executor callbacks;
    private @Nullable TransportFactory transports;
    private InstanceSource instances = InstanceSource.reflective();
    private RefusalSignal refusals = RefusalSignal.plain();
    private Clock clock = Clock.systemUTC();
    private long serverIdleMillis;
    private CallbackContext context = CallbackContext.NONE;

    private Builder(FairleadConfig config) {
      this.config = config;
    }

    /** Runs callbacks that may block. Needed. */
    public Builder callbacks(Executor executor) {
      callbacks = executor;
      return this;
    }

    /** Finds what is below a session. Needed. */
    public Builder transports(TransportFactory factory) {
      transports = factory;
      return this;
    }

    /** Makes endpoint instances; by default the constructor without parameters does. */
    public Builder instances(InstanceSource source) {
      instances = source;
      return this;
    }

    /** How the server refuses a handshake from inside the configurator. */
    public Builder refusals(RefusalSignal signal) {
      refusals = signal;
      return this;
    }

    /**
     * The idle limit that the server's container sets by itself, in milliseconds, so that it is not
     * taken for one that the application set there.
     */
    public Builder serverIdleTimeout(long millis) {
      serverIdleMillis = millis;
      return this;
    }

    /** What surrounds callbacks of endpoints; by default nothing. */
    public Builder around(CallbackContext value) {
      context = value;
      return this;
    }

    /** The time to go by. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * Puts it together.
     *
     * @throws io.fairlead.core.config.ConfigException if a setting does not fit
     */
    public FairleadRuntime build() {
      return new FairleadRuntime(this);
    }
  }
}
