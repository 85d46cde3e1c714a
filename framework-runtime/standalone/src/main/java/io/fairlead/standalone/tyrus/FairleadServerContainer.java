package io.fairlead.standalone.tyrus;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.hosting.EndpointHost;
import io.fairlead.core.hosting.HostedEndpoint;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.standalone.deflate.Compression;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.jspecify.annotations.Nullable;

/**
 * The Tyrus container of the standalone server. Annotated classes go through the runtime's hosting;
 * programmatic endpoints are deployed as they are: they are behind admission like all others, but
 * their messages do not pass the runtime's handlers and queues.
 *
 * <p>The port opens after the last endpoint is deployed. Endpoints may also be added later.
 */
public final class FairleadServerContainer extends TyrusServerContainer {

  /** A frame's header, and some air. */
  private static final int FRAME_OVERHEAD = 14;

  private final TyrusWebSocketEngine engine;
  private final EndpointPaths paths = new EndpointPaths();
  private final Hosting hosting;
  private final PortFront front;
  private final Compression compression;
  private final Upgrader upgrader;
  private String rootPath = "/";
  private volatile int boundPort = -1;

  /** A container with nothing deployed. */
  public FairleadServerContainer(
      FairleadConfig config,
      MemoryBudget memory,
      CallbackExecutor callbacks,
      Hosting hosting,
      PortFront front) {
    super((Set<Class<?>>) null);
    this.hosting = hosting;
    this.front = front;
    this.engine =
        TyrusWebSocketEngine.builder(this)
            .incomingBufferSize(config.get(Settings.MESSAGE_BYTES) + FRAME_OVERHEAD)
            .build();
    this.compression = Compression.of(config);
    this.upgrader =
        new Upgrader(engine, paths, WebSocketLimits.of(config, memory, callbacks), compression);
    // Tyrus' own timer costs a task for every message; the runtime watches connections itself
    setDefaultMaxSessionIdleTimeout(-1);
  }

  /** Turns requests into connections. */
  public Upgrader upgrader() {
    return upgrader;
  }

  /** What is agreed with clients, and the compressors alive. */
  public Compression compression() {
    return compression;
  }

  @Override
  public Set<Extension> getInstalledExtensions() {
    return compression.enabled() ? Set.of(CompressedConfig.EXTENSION) : Set.of();
  }

  /**
   * Deploys what was added and opens the port.
   *
   * @throws DeploymentException if an endpoint cannot be deployed; the port stays closed
   */
  @Override
  public void start(String rootPath, int port) throws IOException, DeploymentException {
    this.rootPath = rootPath.startsWith("/") ? rootPath : "/" + rootPath;
    super.start(rootPath, port);
    doneDeployment();
    boundPort = front.open(port);
  }

  @Override
  public void stop() {
    front.close();
    super.stop();
  }

  /** The port that is open; -1 before. */
  @Override
  public int getPort() {
    return boundPort;
  }

  @Override
  public void register(Class<?> annotated) throws DeploymentException {
    ServerEndpoint mark = annotated.getAnnotation(ServerEndpoint.class);
    if (mark == null) {
      throw new DeploymentException(
          annotated.getName() + " is no endpoint: it lacks @ServerEndpoint on the class");
    }
    deploy(hosting.deploy(annotated), annotated.getName());
  }

  @Override
  public void register(ServerEndpointConfig config) throws DeploymentException {
    deploy(config, config.getEndpointClass().getName());
  }

  private static EndpointPaths.Kind kind(ServerEndpointConfig config) {
    if (config.getEndpointClass() != HostedEndpoint.class) {
      return EndpointPaths.Kind.UNHOSTED;
    }
    if (!EndpointHost.isPresent(config)) {
      return EndpointPaths.Kind.GONE;
    }
    return EndpointHost.handshakeMayBlock(config)
        ? EndpointPaths.Kind.HOSTED
        : EndpointPaths.Kind.HOSTED_PLAIN;
  }

  private void deploy(ServerEndpointConfig config, String owner) throws DeploymentException {
    String path = fullPath(config.getPath(), owner);
    paths.add(path, owner, () -> kind(config));
    try {
      engine.register(compression.enabled() ? new CompressedConfig(config) : config, rootPath);
    } catch (DeploymentException | RuntimeException e) {
      paths.remove(path);
      throw e;
    }
  }

  private String fullPath(@Nullable String path, String owner) throws DeploymentException {
    if (path == null || !path.startsWith("/")) {
      throw new DeploymentException("the path '" + path + "' of " + owner + " must start with '/'");
    }
    return (rootPath.endsWith("/") ? rootPath.substring(0, rootPath.length() - 1) : rootPath)
        + path;
  }

  /** The paths of all endpoints, as templates. */
  public List<String> endpointPaths() {
    return paths.all();
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of();
  }

  @Override
  public WebSocketEngine getWebSocketEngine() {
    return engine;
  }
}
