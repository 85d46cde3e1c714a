package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.tyrus.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerIT {

  @Test
  void takenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertThatThrownBy(() -> TestServer.start(Map.of("fairlead.server.port", port)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("fairlead.server.port");
    }
  }

  @Test
  void addressOfAnotherMachineIsNamed() {
    assertThatThrownBy(() -> TestServer.start(Map.of("fairlead.server.host", "192.0.2.1")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("192.0.2.1");
  }

  @Test
  void endpointThatCannotBeDeployedKeepsPortClosed() {
    NettyServer server =
        NettyServer.builder(FairleadConfig.of(Map.of("fairlead.server.port", "0")))
            .admission(TestServer.everybody())
            .build();
    assertThatThrownBy(
            () -> {
              server.container().addEndpoint(new Recording().at("/a/{x}"));
              server.container().addEndpoint(new Recording().at("/a/{y}"));
              server.start();
            })
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("/a/{x}")
        .hasMessageContaining("already taken");
    assertThat(server.port()).isEqualTo(-1);
  }

  @Test
  void stopAcceptingClosesThePortAndKeepsConnections() throws Exception {
    try (TestServer server = TestServer.start();
        RawClient client = server.client().open("/echo")) {
      server.server.stopAccepting();

      assertThatThrownBy(server::client).isInstanceOf(IOException.class);
      client.send(RawClient.text("still here"));
      assertThat(client.frame().text()).isEqualTo("still here");
    }
  }

  @Test
  void stopClosesConnectionsWith1001() throws Exception {
    TestServer server = TestServer.start();
    try (RawClient client = server.client().open("/echo");
        RawClient idle = server.client()) {
      await().until(() -> server.recording.sessions.size() == 1);
      Thread stop = new Thread(server::close);
      stop.start();
      assertThat(client.frame().closeCode()).isEqualTo(1001);
      client.send(RawClient.close(1001));
      assertThat(client.ended()).isTrue();
      assertThat(idle.ended()).isTrue();
      stop.join();
      assertThat(server.recording.closed).hasSize(1);
    }
  }

  @Test
  void endpointsMayBeAddedLater() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.server.container().addEndpoint(server.recording.at("/later"));
      server.client().open("/later").close();
    }
  }

  // --- Tyrus' own Server class -----------------------------------------------------------------

  /** An endpoint as any user writes it. */
  @ServerEndpoint("/hello/{name}")
  public static final class Hello {
    static final AtomicReference<String> THREAD = new AtomicReference<>();

    /** Greets. */
    @OnOpen
    public void open(Session session, @PathParam("name") String name) throws IOException {
      session.getBasicRemote().sendText("hello " + name);
    }

    /** Echoes. */
    @OnMessage
    public String message(String text) {
      THREAD.set(Thread.currentThread().getName());
      return text;
    }
  }

  private static Server tyrus(Map<String, Object> properties) {
    return new Server("ignored", -1, "/app", properties, Hello.class);
  }

  @Test
  void serverClassOfTyrusRunsOnUs() throws Exception {
    Server server = tyrus(Map.of("fairlead.auth.mode", "none"));
    server.start();
    try (RawClient client = RawClient.connect(server.getPort())) {
      client.open("/app/hello/anna?name=eve");
      assertThat(client.frame().text()).isEqualTo("hello anna");
      client.send(RawClient.text("x".repeat(100_000)));
      assertThat(client.frame().text()).hasSize(100_000);
      assertThat(Hello.THREAD.get()).doesNotContain("fairlead-io");
      client.send(RawClient.close(1000));
      assertThat(client.frame().closeCode()).isEqualTo(1000);
      assertThat(client.ended()).isTrue();
    } finally {
      server.stop();
    }
  }

  @Test
  void serverClassOfTyrusIsBehindAdmissionToo() throws Exception {
    Server server = tyrus(Map.of("fairlead.auth.jwt.secret", "0123456789abcdef0123456789abcdef"));
    server.start();
    try (RawClient client = RawClient.connect(server.getPort())) {
      client.send(RawClient.handshake("/app/hello/anna"));
      RawClient.Response response = client.response();
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.header("WWW-Authenticate")).startsWith("Bearer");
    } finally {
      server.stop();
    }
  }

  @Test
  void stoppingServerClassOfTyrusSaysGoodbye() throws Exception {
    Server server = tyrus(Map.of("fairlead.auth.mode", "none"));
    server.start();
    try (RawClient client = RawClient.connect(server.getPort()).open("/app/hello/anna")) {
      assertThat(client.frame().text()).isEqualTo("hello anna");
      Thread stop = new Thread(server::stop);
      stop.start();
      assertThat(client.frame().closeCode()).isEqualTo(1001);
      client.send(RawClient.close(1001));
      assertThat(client.ended()).isTrue();
      stop.join(Duration.ofSeconds(20).toMillis());
      assertThat(stop.isAlive()).isFalse();
    }
  }
}
