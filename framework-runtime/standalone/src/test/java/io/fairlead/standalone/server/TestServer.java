package io.fairlead.standalone.server;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.Metadata;
import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.core.admission.Admission;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.plugin.ContributionRegistry;
import jakarta.websocket.DeploymentException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A server on a free port with one echo endpoint, for one test. */
final class TestServer implements AutoCloseable {

  final Recording recording = new Recording();
  final ContributionRegistry contributions = new ContributionRegistry();
  final NettyServer server;

  private TestServer(
      Map<String, String> settings, UnaryOperator<NettyServer.Builder> more, String... paths)
      throws DeploymentException {
    Leaks.watch();
    Map<String, String> all = new HashMap<>(Map.of("fairlead.server.port", "0"));
    all.putAll(settings);
    server =
        more.apply(
                NettyServer.builder(FairleadConfig.of(all))
                    .contributions(contributions)
                    .admission(everybody()))
            .build();
    for (String path : paths) {
      server.container().addEndpoint(recording.at(path));
    }
    server.start();
  }

  static TestServer start() throws DeploymentException {
    return start(Map.of(), builder -> builder);
  }

  static TestServer start(Map<String, String> settings) throws DeploymentException {
    return start(settings, builder -> builder);
  }

  static TestServer start(Map<String, String> settings, UnaryOperator<NettyServer.Builder> more)
      throws DeploymentException {
    return new TestServer(settings, more, "/echo", "/u/{user}/{room}");
  }

  int port() {
    return server.port();
  }

  RawClient client() throws java.io.IOException {
    return RawClient.connect(port());
  }

  static Admission everybody() {
    return request -> CompletableFuture.completedFuture(admitted("anna"));
  }

  static Admitted admitted(String name) {
    return new Admitted(new Network(), new Security(Identity.of(name)), new Facts());
  }

  @Override
  public void close() {
    server.stop(Duration.ofSeconds(2));
    Leaks.assertNone();
  }

  private record Network() implements NetworkContext {
    @Override
    public String requestId() {
      return "request-1";
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
      return Instant.EPOCH;
    }
  }

  private record Security(Identity identity) implements SecurityContext {
    @Override
    public String authenticator() {
      return "test";
    }

    @Override
    public Optional<String> origin() {
      return Optional.empty();
    }
  }

  private record Facts() implements Metadata {
    @Override
    public Optional<Object> get(String name) {
      return Optional.empty();
    }

    @Override
    public Map<String, Object> asMap() {
      return Map.of();
    }
  }
}
