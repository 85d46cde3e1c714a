package io.fairlead.jakartaee;

import io.fairlead.core.FairleadRuntime;
import io.fairlead.core.admission.Admission;
import io.fairlead.core.admission.jwt.FollowingIssuer;
import io.fairlead.core.application.Applications;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.LifecycleSettings;
import io.fairlead.core.config.PluginSettings;
import io.fairlead.core.hosting.EndpointHost;
import io.fairlead.core.http.Health;
import io.fairlead.core.plugin.PluginEndpoint;
import io.fairlead.core.transport.JakartaTransport;
import jakarta.servlet.ServletContext;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The runtime of one web application: started once by the listener, stopped once by whichever of
 * listener and CDI container is first to hear of the end. Safe for any thread.
 */
final class WebApplication {

  private static final Logger LOG = LogManager.getLogger(WebApplication.class);
  private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";
  private static final CloseReason STOP =
      new CloseReason(CloseCodes.GOING_AWAY, "the server is stopping");
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final Health health = new Health();
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private volatile @Nullable Running running;
  private boolean used;

  /**
   * What requests need.
   *
   * @param config the configuration
   * @param admission decides about handshakes
   * @param endpoints knows the hosted paths
   * @param site answers other requests
   */
  record Running(FairleadConfig config, Admission admission, EndpointHost endpoints, Site site) {}

  /** What requests need; null before the start, after the stop, and where the start failed. */
  @Nullable Running running() {
    return running;
  }

  /**
   * Starts the runtime and hosts the endpoints.
   *
   * @param found annotated classes and application configurations of the application
   * @throws IllegalStateException if anything fails; nothing is left running then
   */
  synchronized void start(ServletContext context, Set<Class<?>> found) {
    if (used) {
      throw new IllegalStateException("a web application starts once");
    }
    used = true;
    try {
      assemble(context, found);
    } catch (DeploymentException | RuntimeException | LinkageError e) {
      undo();
      String why = "Fairlead cannot start in " + name(context) + ": " + e.getMessage();
      LOG.error(why);
      throw new IllegalStateException(why, e);
    }
  }

  private void assemble(ServletContext context, Set<Class<?>> found) throws DeploymentException {
    ServerContainer container = container(context);
    FairleadConfig config = WarConfig.load();
    Set<Class<?>> hosted = HostedClasses.among(found, config);
    OtherConfigs.check(found, hosted);
    Injection injection = Injection.find();
    undo.push(injection::close);
    ServerThreads threads = ServerThreads.of(config, WarConfig.loader());
    undo.push(() -> threads.close(LINGER));
    FairleadRuntime runtime =
        FairleadRuntime.builder(config)
            .callbacks(threads.callbacks())
            .transports(
                (session, attachment) ->
                    new JakartaTransport(session, threads.completions(), threads.blocking()))
            .instances(injection.instances())
            .around(injection.callbacks())
            .serverIdleTimeout(container.getDefaultMaxSessionIdleTimeout())
            .build();
    undo.push(() -> runtime.close(config.get(PluginSettings.PLUGIN_STOP_TIMEOUT)));
    injection.connect(runtime.messaging(), runtime.connections());
    undo.push(injection::disconnect);
    injection.contributeTo(runtime.application());
    Optional<FollowingIssuer> issuer = FollowingIssuer.available(config);
    issuer.ifPresent(each -> runtime.policies().onReload(each::follow));
    Applications applications =
        Applications.start(
            WarConfig.loader(),
            runtime.contributions(),
            runtime.connections(),
            runtime.messaging(),
            issuer.map(each -> each),
            runtime.revocations(),
            runtime.policies());
    undo.push(applications::close);
    startPlugins(runtime, config, context);
    for (Class<?> type : hosted) {
      container.addEndpoint(runtime.endpoints().deploy(type));
    }
    runtime.plugins().endpoints().stream()
        .collect(Collectors.groupingBy(PluginEndpoint::pluginId))
        .forEach((id, endpoints) -> deployPlugin(runtime, container, id, endpoints));
    runtime.live(WebApplication::refuse, outside(config));
    undo.push(() -> runtime.drain(config.get(LifecycleSettings.DRAIN_DEADLINE), STOP));
    injection.beforeEnd(this::stop);
    AutoCloseable listening = ServerStop.then(context, this::stop);
    undo.push(() -> close(listening));
    health.deployed(true);
    running =
        new Running(
            config,
            runtime.admission(),
            runtime.endpoints(),
            new Site(config, runtime.contributions(), health));
    LOG.info(
        "Fairlead hosts {} endpoints of {} on {} ({}, {})",
        hosted.size(),
        name(context),
        context.getServerInfo(),
        injection,
        threads);
  }

  private static ServerContainer container(ServletContext context) {
    if (context.getAttribute(CONTAINER) instanceof ServerContainer container) {
      return container;
    }
    throw new IllegalStateException(
        "the server has no WebSocket container; enable its Jakarta WebSocket module or feature");
  }

  private void startPlugins(
      FairleadRuntime runtime, FairleadConfig config, ServletContext context) {
    List<Path> directories = new ArrayList<>();
    BundledPlugins bundled = BundledPlugins.copy(context);
    if (bundled != null) {
      directories.add(bundled.directory());
    }
    directories.addAll(outside(config));
    try {
      if (directories.isEmpty()) {
        runtime.plugins().startWithoutDirectory();
      } else {
        runtime.plugins().start(directories.toArray(Path[]::new));
      }
    } finally {
      if (bundled != null) {
        bundled.close(); // they run from copies of the manager's
      }
    }
  }

  /** Where plugins may change while the application runs. */
  private static List<Path> outside(FairleadConfig config) {
    String directory = config.get(PluginSettings.PLUGINS_DIRECTORY);
    return directory.isEmpty() ? List.of() : List.of(Path.of(directory));
  }

  private static void refuse(ServerEndpointConfig config) throws DeploymentException {
    throw new DeploymentException(
        "the path '"
            + config.getPath()
            + "' is new, and a web application's paths are fixed when it is deployed; deploy the"
            + " application again");
  }

  /** A plugin's illegal endpoint costs the plugin, not the application. */
  private static void deployPlugin(
      FairleadRuntime runtime,
      ServerContainer container,
      String pluginId,
      List<PluginEndpoint> endpoints) {
    try {
      for (PluginEndpoint endpoint : endpoints) {
        EndpointHost.check(endpoint.type());
      }
      for (PluginEndpoint endpoint : endpoints) {
        container.addEndpoint(runtime.endpoints().deploy(pluginId, endpoint.type()));
      }
    } catch (DeploymentException e) {
      runtime.plugins().leaveOut(pluginId, String.valueOf(e.getMessage()));
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("{} stays open", resource, e);
    }
  }

  private static String name(ServletContext context) {
    String path = context.getContextPath();
    return path.isEmpty() ? "the root application" : path;
  }

  /** Drains and lets go of everything; blocks up to the drain deadline. Again has no effect. */
  synchronized void stop() {
    used = true;
    health.draining(true);
    undo();
    running = null;
  }

  private void undo() {
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (RuntimeException e) {
        LOG.error("a part of the application did not stop", e);
      }
    }
  }
}
