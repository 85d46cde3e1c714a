package io.fairlead.core.hosting;

import io.fairlead.api.admission.Identity;
import io.fairlead.core.admission.Admission;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.admission.AdmittedPrincipal;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.inbound.PipelineFactory;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.ManualTransport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server's side of hosting, played by the test: no socket, but the real queue and pipeline. */
final class Harness implements AutoCloseable {

  final ManualTransport transport = new ManualTransport();
  final DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
  final ExecutorService callbacks = Executors.newFixedThreadPool(4);
  final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  final CountingInstances instances = new CountingInstances();
  final EndpointHost host;
  final ServerEndpointConfig deployed;
  Admission admission =
      request -> CompletableFuture.completedFuture(Admissions.admitted(Identity.of("ann")));

  Harness(Class<?> endpoint, Map<String, String> settings) throws DeploymentException {
    FairleadConfig config = FairleadConfig.of(settings);
    host =
        new EndpointHost(
            new HostingServices(
                config,
                request -> admission.admit(request),
                new ConnectionOpener(
                    registry,
                    config,
                    MemoryBudget.of(config),
                    WaitingRoom.UNBOUNDED,
                    new Heartbeats(config),
                    new ContributionRegistry(),
                    timer),
                new PipelineFactory(
                    config,
                    new ContributionRegistry(),
                    registry,
                    callbacks,
                    timer,
                    MemoryBudget.of(config)),
                (session, attachment) -> transport,
                instances,
                RefusalSignal.plain(),
                callbacks,
                Clock.systemUTC(),
                30_000));
    deployed = host.deploy(endpoint);
  }

  Harness(Class<?> endpoint) throws DeploymentException {
    this(endpoint, Map.of());
  }

  static final class CountingInstances implements InstanceSource {
    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger made = new AtomicInteger();
    final AtomicInteger destroyed = new AtomicInteger();

    @Override
    public <T> Instance<T> create(Class<T> type) throws Exception {
      T made = type.getConstructor().newInstance();
      this.made.incrementAndGet();
      return new Instance<>() {
        @Override
        public T get() {
          return made;
        }

        @Override
        public void destroy() {
          events.add("destroyed " + type.getSimpleName());
          destroyed.incrementAndGet();
        }
      };
    }
  }

  FairleadConfigurator configurator() {
    return (FairleadConfigurator) deployed.getConfigurator();
  }

  /** The configuration as a handshake of WebSocket 2.1 has it: with properties of its own. */
  ServerEndpointConfig handshakeConfig() {
    HostedConfig config = (HostedConfig) deployed;
    return new HostedConfig(
        config.hosting(), config.getConfigurator(), new HashMap<>(config.getUserProperties()));
  }

  /** A session below. */
  final class Raw {
    final Map<String, Object> properties = new ConcurrentHashMap<>();
    final Map<Class<?>, MessageHandler> handlers = new HashMap<>();
    final List<CloseReason> closed = Collections.synchronizedList(new ArrayList<>());
    final Session session;
    final HostedEndpoint endpoint;
    @Nullable Principal principal;
    URI uri = URI.create("ws://localhost/x");
    String subprotocol = "";
    long idleMillis = 30_000;

    Raw() throws InstantiationException {
      endpoint = configurator().getEndpointInstance(HostedEndpoint.class);
      session = proxy(Session.class, (name, arguments) -> answer(name, arguments));
    }

    private @Nullable Object answer(String name, Object[] arguments) {
      switch (name) {
        case "getUserPrincipal":
          return principal;
        case "getUserProperties":
          return properties;
        case "getRequestURI":
          return uri;
        case "getPathParameters":
          return Map.of("x", "the server's");
        case "getNegotiatedSubprotocol":
          return subprotocol;
        case "addMessageHandler":
          handlers.put((Class<?>) arguments[0], (MessageHandler) arguments[1]);
          return null;
        case "close":
          closed.add((CloseReason) arguments[0]);
          return null;
        case "getMaxIdleTimeout":
          return idleMillis;
        case "setMaxIdleTimeout":
          idleMillis = (Long) arguments[0];
          return null;
        default:
          throw new UnsupportedOperationException(name);
      }
    }

    Raw admitted(Admitted admitted) {
      principal = new AdmittedPrincipal(admitted, null);
      return this;
    }

    Raw open() {
      EndpointConfig config = handshakeConfig();
      endpoint.onOpen(session, config);
      return this;
    }

    @SuppressWarnings("unchecked")
    void text(String message) {
      ((MessageHandler.Partial<String>) handlers.get(String.class)).onMessage(message, true);
    }

    @SuppressWarnings("unchecked")
    void binary(byte[] message) {
      ((MessageHandler.Partial<ByteBuffer>) handlers.get(ByteBuffer.class))
          .onMessage(ByteBuffer.wrap(message), true);
    }

    @SuppressWarnings("unchecked")
    void pong(ByteBuffer data) {
      ((MessageHandler.Whole<PongMessage>) handlers.get(PongMessage.class)).onMessage(() -> data);
    }

    void ended(int code) {
      endpoint.onClose(session, new CloseReason(CloseReason.CloseCodes.getCloseCode(code), ""));
    }

    DefaultConnection connection() {
      return (DefaultConnection)
          properties.get(io.fairlead.api.connection.Connection.USER_PROPERTY);
    }

    Session hosted() {
      return connection().unwrap(Session.class).orElseThrow();
    }
  }

  /** A session whose principal carries an admission. */
  Raw open(Identity identity) throws InstantiationException {
    return new Raw().admitted(Admissions.admitted(identity)).open();
  }

  // --- handshakes ------------------------------------------------------------------------------

  static HandshakeRequest request(
      @Nullable Principal principal, Map<String, List<String>> headers) {
    return proxy(
        HandshakeRequest.class,
        (name, arguments) ->
            switch (name) {
              case "getUserPrincipal" -> principal;
              case "getRequestURI" -> URI.create("ws://localhost/x?a=b");
              case "getQueryString" -> "a=b";
              case "getHeaders" -> headers;
              default -> throw new UnsupportedOperationException(name);
            });
  }

  static HandshakeResponse response(Map<String, List<String>> headers) {
    return () -> headers;
  }

  interface Answer {
    @Nullable Object to(String method, Object[] arguments);
  }

  static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  case "toString" -> type.getSimpleName();
                  default ->
                      answer.to(method.getName(), arguments == null ? new Object[0] : arguments);
                }));
  }

  @Override
  public void close() {
    callbacks.shutdownNow();
    timer.shutdownNow();
    try { // or callbacks of this test would be seen by the next
      if (!callbacks.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new AssertionError("callbacks still run");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
