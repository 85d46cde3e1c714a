package io.fairlead.standalone.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.glassfish.tyrus.core.ComponentProviderService;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.junit.jupiter.api.Test;

/**
 * Stock Tyrus keeps a session for ever when an error is told after its close. Sessions of hosted
 * classes go back to none.
 */
class SessionLeakIT {

  @ServerEndpoint("/small")
  public static class Small {
    @OnMessage(maxMessageSize = 10)
    public String take(String text) {
      return text;
    }

    @OnError
    public void error(Throwable failure) {}
  }

  @ServerEndpoint("/echo")
  public static class Echo {
    @OnMessage
    public String take(String text) {
      return text;
    }

    @OnError
    public void error(Throwable failure) {}
  }

  private static final int CLIENTS = 20;

  private static Map<?, ?> sessions(StockTyrus server) throws ReflectiveOperationException {
    TyrusWebSocketEngine engine =
        (TyrusWebSocketEngine)
            ((org.glassfish.tyrus.server.TyrusServerContainer) server.container())
                .getWebSocketEngine();
    Field service = TyrusWebSocketEngine.class.getDeclaredField("componentProviderService");
    service.setAccessible(true);
    Field sessions = ComponentProviderService.class.getDeclaredField("sessionToObject");
    sessions.setAccessible(true);
    return (Map<?, ?>) sessions.get(service.get(engine));
  }

  private static void sendTooLong(Carrier server) {
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Peer peer = Peer.connect(server.uri("/small"), List.of(), Map.of());
      peers.add(peer);
      peer.text("x".repeat(1_000));
    }
    peers.forEach(peer -> peer.await(1));
    assertThat(peers).allSatisfy(p -> assertThat(p.events().get(0)).startsWith("close:1009:"));
  }

  @Test
  void stockTyrusKeepsSessionsOfMessagesThatWereTooLong() throws Exception {
    try (StockTyrus server = StockTyrus.start(Small.class)) {
      sendTooLong(server);
      Patience.await("the leak").until(() -> sessions(server).size() == CLIENTS);
    }
  }

  @Test
  void hostedSessionsAreGoneAfterMessagesThatWereTooLong() throws Exception {
    try (HostedOnGrizzly server = HostedOnGrizzly.start(Small.class)) {
      sendTooLong(server);
      Patience.await("no connection").until(() -> server.runtime().registry.size() == 0);
      Patience.await("no session").until(() -> sessions(server.server()).isEmpty());
    }
  }

  @Test
  void hostedSessionsAreGoneAfterClientsThatVanish() throws Exception {
    try (HostedOnGrizzly server = HostedOnGrizzly.start(Echo.class)) {
      for (int i = 0; i < CLIENTS; i++) {
        Peer peer = Peer.connect(server.uri("/echo"), List.of(), Map.of());
        for (int n = 0; n < 20; n++) {
          peer.text("y".repeat(10_000));
        }
        peer.abort();
      }
      Patience.await("no connection").until(() -> server.runtime().registry.size() == 0);
      Patience.await("no session").until(() -> sessions(server.server()).isEmpty());
    }
  }

  @ServerEndpoint("/open")
  public static class Counts {
    @OnMessage
    public int take(String text, Session session) {
      return session.getOpenSessions().size();
    }
  }

  @Test
  void openSessionsAreThoseOfTheSameEndpoint() throws Exception {
    try (HostedOnGrizzly server = HostedOnGrizzly.start(Counts.class, Echo.class)) {
      Peer other = Peer.connect(server.uri("/echo"), List.of(), Map.of());
      Peer first = Peer.connect(server.uri("/open"), List.of(), Map.of());
      Peer second = Peer.connect(server.uri("/open"), List.of(), Map.of());
      second.text("?");
      second.await(1);
      first.close(1000, "");
      first.await(1);
      Patience.await("two connections").until(() -> server.runtime().registry.size() == 2);
      second.text("?");
      second.await(2);
      assertThat(second.events()).containsExactly("text:2", "text:1");
      second.close(1000, "");
      other.close(1000, "");
    }
  }
}
