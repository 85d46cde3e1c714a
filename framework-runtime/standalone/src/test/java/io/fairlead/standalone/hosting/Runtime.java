package io.fairlead.standalone.hosting;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.Metadata;
import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.core.admission.Admission;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.hosting.EndpointHost;
import io.fairlead.core.hosting.HostingServices;
import io.fairlead.core.hosting.InstanceSource;
import io.fairlead.core.hosting.RefusalSignal;
import io.fairlead.core.inbound.PipelineFactory;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.transport.JakartaTransport;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.glassfish.tyrus.core.HandshakeException;

/** The runtime on any Jakarta server, put together by hand. */
final class Runtime implements AutoCloseable {

  /** How Tyrus is told of a refusal. */
  static final RefusalSignal TYRUS =
      refused -> new HandshakeException(refused.status(), "refused with " + refused.status());

  final ExecutorService callbacks = Executors.newCachedThreadPool();
  final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  final DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
  final PipelineFactory pipelines;
  final EndpointHost host;

  Runtime(Admission admission, RefusalSignal refusals, InstanceSource instances) {
    FairleadConfig config = FairleadConfig.of(Map.of());
    pipelines =
        new PipelineFactory(
            config,
            new ContributionRegistry(),
            registry,
            callbacks,
            timer,
            MemoryBudget.of(config));
    host =
        new EndpointHost(
            new HostingServices(
                config,
                admission,
                new ConnectionOpener(
                    registry,
                    config,
                    MemoryBudget.of(config),
                    WaitingRoom.UNBOUNDED,
                    new Heartbeats(config),
                    new ContributionRegistry(),
                    timer),
                pipelines,
                (session, attachment) -> new JakartaTransport(session, callbacks, callbacks),
                instances,
                refusals,
                callbacks,
                Clock.systemUTC(),
                0));
  }

  static Admitted admitted(Identity identity, Instant at) {
    NetworkContext network =
        new NetworkContext() {
          @Override
          public String requestId() {
            return "request-" + identity.getName();
          }

          @Override
          public Optional<String> clientAddress() {
            return Optional.empty();
          }

          @Override
          public boolean secure() {
            return false;
          }

          @Override
          public Optional<String> traceparent() {
            return Optional.empty();
          }

          @Override
          public Instant arrivedAt() {
            return at;
          }
        };
    SecurityContext security =
        new SecurityContext() {
          @Override
          public Identity identity() {
            return identity;
          }

          @Override
          public String authenticator() {
            return "test";
          }

          @Override
          public Optional<String> origin() {
            return Optional.empty();
          }
        };
    Map<String, Object> facts = Map.of(Metadata.REQUEST_ID, network.requestId());
    Metadata metadata =
        new Metadata() {
          @Override
          public Optional<Object> get(String name) {
            return Optional.ofNullable(facts.get(name));
          }

          @Override
          public Map<String, Object> asMap() {
            return facts;
          }
        };
    return new Admitted(network, security, metadata);
  }

  /** Lets everybody in. */
  static Admission everybody() {
    return request ->
        CompletableFuture.completedFuture(admitted(Identity.ANONYMOUS, request.arrivedAt()));
  }

  @Override
  public void close() {
    Patience.await("all connections to have ended").until(() -> pipelines.live().isEmpty());
    callbacks.shutdownNow();
    timer.shutdownNow();
  }
}
