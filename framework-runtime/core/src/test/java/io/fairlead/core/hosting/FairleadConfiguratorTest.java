package io.fairlead.core.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Identity;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.AdmittedPrincipal;
import io.fairlead.core.admission.UpgradeRequest;
import io.fairlead.core.support.Admissions;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FairleadConfiguratorTest {

  private static final AtomicReference<String> OPENED = new AtomicReference<>();
  private static final AtomicInteger HOOKED = new AtomicInteger();

  @ServerEndpoint("/x")
  public static class Opened {
    @OnOpen
    public void open(Session session) {
      OPENED.set(String.valueOf(session.getUserPrincipal()));
    }
  }

  private Harness harness;
  private final Map<String, List<String>> answer = new HashMap<>();

  @BeforeEach
  void start() throws DeploymentException {
    OPENED.set(null);
    HOOKED.set(0);
    harness = new Harness(Opened.class, Map.of("fairlead.admission.timeout", "200ms"));
    answer.put("Sec-WebSocket-Accept", List.of("key"));
  }

  @AfterEach
  void stop() {
    harness.close();
  }

  private void handshake(ServerEndpointConfig config) {
    harness
        .configurator()
        .modifyHandshake(
            config, Harness.request(null, Map.of("X-A", List.of("b"))), Harness.response(answer));
  }

  // --- admission
  // -----------------------------------------------------------------------------------

  @Test
  void refusesEverythingUntilItIsHosted() {
    FairleadConfigurator unbound = new FairleadConfigurator();
    AdmittedPrincipal admitted =
        new AdmittedPrincipal(Admissions.admitted(Identity.of("ann")), null);
    assertThatThrownBy(
            () ->
                unbound.modifyHandshake(
                    harness.handshakeConfig(),
                    Harness.request(admitted, Map.of()),
                    Harness.response(answer)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not hosted");
    assertThat(unbound.checkOrigin("http://localhost")).isFalse();
    assertThatThrownBy(() -> unbound.getEndpointInstance(HostedEndpoint.class))
        .isInstanceOf(InstantiationException.class);
    assertThat(unbound.getNegotiatedSubprotocol(List.of("a"), List.of("a"))).isEmpty();
  }

  @Test
  void asksAdmissionWhereNothingDidBefore() throws Exception {
    AtomicReference<UpgradeRequest> asked = new AtomicReference<>();
    harness.admission =
        request -> {
          asked.set(request);
          return CompletableFuture.completedFuture(Admissions.admitted(Identity.of("bob")));
        };
    ServerEndpointConfig config = harness.handshakeConfig();
    handshake(config);
    Harness.Raw raw = harness.new Raw();
    raw.properties.putAll(config.getUserProperties());
    raw.open();
    await().untilAsserted(() -> assertThat(OPENED).hasValue("bob"));
    assertThat(asked.get().path()).isEqualTo("/x");
    assertThat(asked.get().query()).isEqualTo("a=b");
    assertThat(asked.get().headers()).containsEntry("x-a", List.of("b"));
    assertThat(asked.get().peerAddress()).isNull();
  }

  @Test
  void markIsGoodForOneSession() throws Exception {
    ServerEndpointConfig config = harness.handshakeConfig();
    handshake(config);
    Harness.Raw first = harness.new Raw();
    first.properties.putAll(config.getUserProperties());
    Harness.Raw second = harness.new Raw();
    second.properties.putAll(config.getUserProperties());
    first.open();
    second.open();
    assertThat(first.closed).isEmpty();
    assertThat(second.closed).hasSize(1);
    assertThat(second.closed.get(0).getCloseCode()).isEqualTo(CloseCodes.VIOLATED_POLICY);
  }

  @Test
  void markBesideAnotherPrincipalIsNoAdmission() throws Exception {
    ServerEndpointConfig config = harness.handshakeConfig();
    AdmittedPrincipal admitted =
        new AdmittedPrincipal(Admissions.admitted(Identity.of("ann")), null);
    harness
        .configurator()
        .modifyHandshake(config, Harness.request(admitted, Map.of()), Harness.response(answer));
    Harness.Raw raw = harness.new Raw(); // the server lost the principal
    raw.properties.putAll(config.getUserProperties());
    raw.open();
    assertThat(raw.closed).hasSize(1);
  }

  @Test
  void refusesWhereHandshakesShareTheirProperties() {
    // WebSocket 2.0: the configuration of the deployment itself is handed in
    assertThatThrownBy(() -> handshake(harness.deployed))
        .isInstanceOf(HandshakeRefusedException.class)
        .hasMessageContaining("503");
    assertThat(harness.deployed.getUserProperties()).isEmpty();
  }

  @Test
  void refusesWhereAnotherHandshakeLeftItsMark() {
    ServerEndpointConfig shared = harness.handshakeConfig();
    handshake(shared);
    assertThatThrownBy(() -> handshake(shared)).isInstanceOf(HandshakeRefusedException.class);
  }

  @Test
  void throwsForRefusalAndAnswersOnlyItsHeaders() {
    harness.admission =
        request ->
            CompletableFuture.completedFuture(
                new Refused(401, Map.of("WWW-Authenticate", "Bearer"), "{}"));
    ServerEndpointConfig config = harness.handshakeConfig();
    assertThatThrownBy(() -> handshake(config))
        .isInstanceOf(HandshakeRefusedException.class)
        .hasMessage("handshake refused with status 401");
    assertThat(answer).containsOnly(Map.entry("WWW-Authenticate", List.of("Bearer")));
    assertThat(config.getUserProperties()).isEmpty();
  }

  @Test
  void refusesWith503WhereAdmissionIsTooSlow() {
    harness.admission = request -> new CompletableFuture<>();
    assertThatThrownBy(() -> handshake(harness.handshakeConfig())).hasMessageContaining("503");
  }

  @Test
  void refusesWith500WhereAdmissionFails() {
    harness.admission = request -> CompletableFuture.failedFuture(new IllegalStateException("x"));
    assertThatThrownBy(() -> handshake(harness.handshakeConfig())).hasMessageContaining("500");
    harness.admission =
        request -> {
          throw new IllegalStateException("y");
        };
    assertThatThrownBy(() -> handshake(harness.handshakeConfig())).hasMessageContaining("500");
  }

  // --- the user's part
  // -------------------------------------------------------------------------------

  public static class Hooked extends FairleadConfigurator {
    @Override
    protected void onHandshake(
        ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
      HOOKED.incrementAndGet();
      response.getHeaders().put("X-Hook", List.of("yes"));
    }
  }

  @ServerEndpoint(value = "/hooked", configurator = Hooked.class)
  public static class WithHook {}

  @Test
  void callsHookOfSubclassOnlyForAdmitted() throws Exception {
    try (Harness hooked = new Harness(WithHook.class)) {
      hooked
          .configurator()
          .modifyHandshake(
              hooked.handshakeConfig(), Harness.request(null, Map.of()), Harness.response(answer));
      assertThat(answer).containsKey("X-Hook");
      hooked.admission =
          request -> CompletableFuture.completedFuture(new Refused(403, Map.of(), "{}"));
      assertThatThrownBy(
          () ->
              hooked
                  .configurator()
                  .modifyHandshake(
                      hooked.handshakeConfig(),
                      Harness.request(null, Map.of()),
                      Harness.response(answer)));
      assertThat(HOOKED).hasValue(1);
    }
  }

  @ServerEndpoint("/{y}")
  public static class SamePath {}

  @ServerEndpoint("/{z}")
  public static class SamePathAgain {}

  @Test
  void refusesSecondClassOnEquivalentPath() throws Exception {
    harness.host.deploy(SamePath.class);
    assertThatThrownBy(() -> harness.host.deploy(SamePathAgain.class))
        .isInstanceOf(DeploymentException.class)
        .hasMessage(
            SamePathAgain.class.getName()
                + ": its path '/{z}' matches the same as that of "
                + SamePath.class.getName()
                + "; give one of them another path");
    assertThat(harness.host.hosts("/x")).isTrue();
    assertThat(harness.host.hosts("/any%2Fthing")).isTrue();
    assertThat(harness.host.hosts("/a/b")).isFalse();
  }
}
