package io.fairlead.standalone;

import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.core.FairleadRuntime;
import io.fairlead.core.admission.jwt.FollowingIssuer;
import io.fairlead.core.application.Applications;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.LifecycleSettings;
import io.fairlead.core.config.PluginSettings;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.hosting.EndpointHost;
import io.fairlead.core.plugin.LivePlugins;
import io.fairlead.core.plugin.PluginEndpoint;
import io.fairlead.standalone.cdi.WeldRuntime;
import io.fairlead.standalone.server.NettyServer;
import io.fairlead.standalone.tyrus.NettyTransport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DeploymentException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.glassfish.tyrus.core.HandshakeException;

/** The parts of a standalone server, started in order and stopped in the opposite one. */
final class Assembly {

  private static final Logger LOG = LogManager.getLogger(Fairlead.class);
  private static final CloseReason STOP =
      new CloseReason(CloseCodes.GOING_AWAY, "the server is stopping");
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final FairleadConfig config;
  private final FairleadRuntime runtime;
  private final NettyServer server;
  private final LivePlugins plugins;
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private volatile long stopBy = System.nanoTime();

  private Assembly(Fairlead.Builder builder) throws DeploymentException {
    config = builder.config != null ? builder.config : load(builder.values);
    try {
      Optional<FollowingIssuer> issuer = FollowingIssuer.available(config);
      Optional<TokenIssuer> tokens = issuer.map(each -> each);
      WeldRuntime cdi = WeldRuntime.discover(injectable(tokens));
      undo.push(cdi::close);
      CallbackExecutor callbacks = CallbackExecutor.of(config);
      undo.push(() -> callbacks.shutdown(LINGER));
      runtime =
          FairleadRuntime.builder(config)
              .callbacks(callbacks)
              .transports(NettyTransport.factory())
              .instances(cdi.instances())
              .around(cdi.callbacks())
              .refusals(refused -> new HandshakeException(refused.status(), "refused"))
              .build();
      undo.push(() -> runtime.close(timeLeft()));
      issuer.ifPresent(each -> runtime.policies().onReload(each::follow));
      cdi.connect(runtime.messaging(), runtime.connections());
      undo.push(cdi::disconnect);
      contribute(builder, cdi);
      if (builder.discover) {
        startApplications(tokens);
      }
      startPlugins();
      server =
          NettyServer.builder(config)
              .contributions(runtime.contributions())
              .admission(runtime.admission())
              .memory(runtime.memory())
              .hosting(runtime.endpoints()::deploy)
              .build(); // on threads of its own: callbacks that block must not hold up handshakes
      runtime.pools().add("sockets", server::sockets);
      deploy(builder, cdi);
      undo.push(() -> server.stop(LINGER));
      server.start();
      plugins = runtime.live(server.container()::register, pluginDirectories());
    } catch (DeploymentException | RuntimeException | Error e) {
      undo();
      throw e;
    }
  }

  static Assembly start(Fairlead.Builder builder) throws DeploymentException {
    return new Assembly(builder);
  }

  private static FairleadConfig load(Map<String, String> values) {
    return FairleadConfig.loader()
        .environment(System.getenv())
        .systemProperties(System.getProperties())
        .overrides(values, "the builder")
        .load();
  }

  private static Map<Class<?>, Object> injectable(Optional<TokenIssuer> tokens) {
    return tokens
        .<Map<Class<?>, Object>>map(issuer -> Map.of(TokenIssuer.class, issuer))
        .orElse(Map.of());
  }

  private void contribute(Fairlead.Builder builder, WeldRuntime cdi) {
    Contributions application = runtime.application();
    builder.contributions.forEach(each -> add(application, each));
    if (builder.discover) {
      cdi.contributeTo(application);
    }
  }

  private static <T extends Contribution> void add(
      Contributions target, Fairlead.Builder.Contributed<T> each) {
    target.add(each.point(), each.contribution(), each.order());
  }

  /** They stop when no connection is left. */
  private void startApplications(Optional<TokenIssuer> tokens) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    Applications applications =
        Applications.start(
            context == null ? Fairlead.class.getClassLoader() : context,
            runtime.contributions(),
            runtime.connections(),
            runtime.messaging(),
            tokens,
            runtime.revocations(),
            runtime.policies());
    undo.push(applications::close);
  }

  private void startPlugins() {
    List<Path> directories = pluginDirectories();
    if (directories.isEmpty()) {
      runtime.plugins().startWithoutDirectory();
    } else {
      runtime.plugins().start(directories.toArray(Path[]::new));
    }
  }

  private List<Path> pluginDirectories() {
    String directory = config.get(PluginSettings.PLUGINS_DIRECTORY);
    return directory.isEmpty() ? List.of() : List.of(Path.of(directory));
  }

  private void deploy(Fairlead.Builder builder, WeldRuntime cdi) throws DeploymentException {
    Set<Class<?>> endpoints = new LinkedHashSet<>(builder.endpoints);
    if (builder.discover) {
      endpoints.addAll(cdi.endpoints());
    }
    for (Class<?> endpoint : endpoints) {
      server.container().register(endpoint);
    }
    runtime.plugins().endpoints().stream()
        .collect(Collectors.groupingBy(PluginEndpoint::pluginId))
        .forEach(this::deployPlugin);
  }

  /** A plugin's illegal endpoint costs the plugin, not the server. */
  private void deployPlugin(String pluginId, List<PluginEndpoint> endpoints) {
    try {
      for (PluginEndpoint endpoint : endpoints) {
        EndpointHost.check(endpoint.type());
      }
      for (PluginEndpoint endpoint : endpoints) {
        server.container().register(runtime.endpoints().deploy(pluginId, endpoint.type()));
      }
    } catch (DeploymentException e) {
      runtime.plugins().leaveOut(pluginId, String.valueOf(e.getMessage()));
    }
  }

  FairleadConfig config() {
    return config;
  }

  LivePlugins plugins() {
    return plugins;
  }

  FairleadRuntime runtime() {
    return runtime;
  }

  NettyServer server() {
    return server;
  }

  URI uri() {
    String host = server.host();
    String authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create(
        (server.secure() ? "https" : "http") + "://" + authority + ":" + server.port());
  }

  void close() {
    server.draining(true);
    stopBy = System.nanoTime() + config.get(LifecycleSettings.DRAIN_DEADLINE).toNanos();
    runtime.drain(config.get(LifecycleSettings.DRAIN_DEADLINE), STOP);
    undo();
  }

  /** What the drain has left of its deadline goes to the plugins, but never less than a little. */
  private Duration timeLeft() {
    Duration left = Duration.ofNanos(stopBy - System.nanoTime());
    return left.compareTo(LINGER) < 0 ? LINGER : left;
  }

  private void undo() {
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (RuntimeException e) {
        LOG.error("a part of the server did not stop", e);
      }
    }
  }
}
