package io.fairlead.standalone.server;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.connection.PoolUsage;
import io.fairlead.core.admission.Admission;
import io.fairlead.core.admission.TrustedProxies;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.config.Settings.ServerTransport;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.http.Health;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.standalone.http.Site;
import io.fairlead.standalone.net.EventLoops;
import io.fairlead.standalone.net.TlsContexts;
import io.fairlead.standalone.tyrus.FairleadServerContainer;
import io.fairlead.standalone.tyrus.Hosting;
import io.fairlead.standalone.tyrus.PortFront;
import io.netty.handler.ssl.SslContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The standalone server: HTTP/1.1 and WebSocket on one port. Add endpoints to {@link #container()},
 * then {@link #start()}. Methods may be called from any thread but an event loop.
 */
public final class NettyServer {

  private final FairleadConfig config;
  private final CallbackExecutor callbacks;
  private final boolean ownCallbacks;
  // for endpoints that are not hosted: what blocks there must not hold up handshakes
  private final CallbackExecutor unhosted;
  private final Health health = new Health();
  private final FairleadServerContainer container;
  private final ServerParts parts;
  private final Supplier<EventLoops> loops;
  private final Runnable beforeStop;
  private final Runnable afterStop;
  private final @Nullable SslContext tls;
  private volatile @Nullable Listener listener;
  private volatile Duration longestStop;

  private NettyServer(Builder builder) {
    config = builder.config;
    ownCallbacks = builder.callbacks == null;
    callbacks = ownCallbacks ? CallbackExecutor.of(config) : requireNonNull(builder.callbacks);
    unhosted = CallbackExecutor.of(config);
    longestStop = Duration.ofSeconds(2);
    ServerTransport transport = config.get(Settings.SERVER_TRANSPORT);
    loops = () -> EventLoops.of(transport);
    beforeStop = builder.beforeStop;
    afterStop = builder.afterStop;
    tls = TlsContexts.of(config);
    container =
        new FairleadServerContainer(
            config,
            builder.memory != null ? builder.memory : MemoryBudget.of(config),
            unhosted,
            builder.hosting,
            new Port());
    parts =
        new ServerParts(
            HttpLimits.of(config),
            config.get(Settings.SERVER_BODY_BYTES),
            requireNonNull(builder.admission, "a server needs an admission"),
            config.get(Settings.ADMISSION_TIMEOUT).plusSeconds(1),
            TrustedProxies.of(config),
            new Site(config, builder.contributions, health, builder.pages),
            health,
            container.upgrader(),
            callbacks);
  }

  /** Starts a server's description. */
  public static Builder builder(FairleadConfig config) {
    return new Builder(config);
  }

  /** Takes the endpoints. */
  public FairleadServerContainer container() {
    return container;
  }

  /**
   * Deploys the endpoints and opens the port, as configured.
   *
   * @throws DeploymentException if an endpoint cannot be deployed; the port stays closed
   * @throws ConfigException if the port cannot be opened; names host and port
   */
  public void start() throws DeploymentException {
    try {
      container.start("/", config.get(Settings.SERVER_PORT));
    } catch (IOException e) {
      throw new DeploymentException("the server cannot start", e);
    }
  }

  /** The open port; -1 before the start. */
  public int port() {
    return container.getPort();
  }

  /** The address that the port is bound to, as configured. */
  public String host() {
    return config.get(Settings.SERVER_HOST);
  }

  /** Whether the port speaks TLS. */
  public boolean secure() {
    return tls != null;
  }

  /** How many of the TCP connections there may be are there. */
  public PoolUsage sockets() {
    Listener here = listener;
    return here == null ? new PoolUsage(0, 1) : here.sockets();
  }

  /** Open connections, HTTP and WebSocket. */
  public int connections() {
    Listener open = listener;
    return open == null ? 0 : open.connections();
  }

  /** Refuses handshakes with 503 from now on, and is not ready; or takes that back. */
  public void draining(boolean now) {
    health.draining(now);
  }

  /** Closes the port; open connections stay. */
  public void stopAccepting() {
    Listener open = listener;
    if (open != null) {
      open.stopAccepting();
    }
  }

  /**
   * Ends all. Answers that are under way are finished, WebSocket connections that are still open
   * are closed with 1001, as far as the time allows.
   */
  public void stop(Duration longest) {
    longestStop = longest;
    container.stop();
  }

  private final class Port implements PortFront {
    @Override
    public int open(int number) {
      Listener opened = new Listener(config, number, parts, tls, loops);
      listener = opened;
      health.deployed(true);
      return opened.number();
    }

    @Override
    public void close() {
      health.draining(true);
      Listener open = listener;
      listener = null;
      if (open != null) {
        open.stopAccepting();
        beforeStop.run();
        open.close(longestStop);
      }
      afterStop.run();
      unhosted.shutdown(longestStop);
      if (ownCallbacks) {
        callbacks.shutdown(longestStop);
      }
    }
  }

  /** Describes a server; for use by one thread. */
  public static final class Builder {
    private final FairleadConfig config;
    private @Nullable Admission admission;
    private ContributionRegistry contributions = new ContributionRegistry();
    private Hosting hosting = Builder::noHosting;
    private @Nullable CallbackExecutor callbacks;
    private @Nullable MemoryBudget memory;
    private ClassLoader pages = loader();
    private Runnable beforeStop = () -> {};
    private Runnable afterStop = () -> {};

    private Builder(FairleadConfig config) {
      this.config = config;
    }

    private static ClassLoader loader() {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      return context == null ? NettyServer.class.getClassLoader() : context;
    }

    private static ServerEndpointConfig noHosting(Class<?> annotated) throws DeploymentException {
      throw new DeploymentException(
          annotated.getName() + " cannot be deployed: this server was built without hosting");
    }

    /** Who is let in; there is no default. */
    public Builder admission(Admission decides) {
      admission = decides;
      return this;
    }

    /** Where routes come from; none by default. */
    public Builder contributions(ContributionRegistry registry) {
      contributions = registry;
      return this;
    }

    /** Makes hosted endpoints of annotated classes; without it there can be none. */
    public Builder hosting(Hosting hosts) {
      hosting = hosts;
      return this;
    }

    /** Runs callbacks, and stays the caller's to shut down; by default the server has its own. */
    public Builder callbacks(CallbackExecutor executor) {
      callbacks = executor;
      return this;
    }

    /** Shares a runtime's budget; by default the server has its own. */
    public Builder memory(MemoryBudget budget) {
      memory = budget;
      return this;
    }

    /** Where static pages of the class path are found; the context class loader by default. */
    public Builder pages(ClassLoader classPath) {
      pages = classPath;
      return this;
    }

    /** Runs at the stop, between the port's closing and that of the connections. */
    Builder beforeStop(Runnable task) {
      beforeStop = task;
      return this;
    }

    /** Runs at the end of the stop, also when the start failed. */
    Builder afterStop(Runnable task) {
      afterStop = task;
      return this;
    }

    /**
     * Makes the server; it opens nothing yet.
     *
     * @throws ConfigException if a setting does not fit, or the files for TLS
     */
    public NettyServer build() {
      return new NettyServer(this);
    }
  }
}
