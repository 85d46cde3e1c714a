package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Connection;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.support.Tokens;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All requests are on their way before the first answer is read. */
class ConcurrentHandshakesIT {

  private static final int CLIENTS = 500;

  @ServerEndpoint("/who")
  public static class Who {
    @OnMessage
    public String who(String message, Session session) {
      Connection connection = Connection.of(session);
      return String.join(
          " ",
          message,
          session.getUserPrincipal().getName(),
          String.valueOf(connection.metadata().asMap().get("fairlead.request-id")),
          String.valueOf(session.getUserProperties().get("fairlead.request-id")),
          String.valueOf(connection.security().identity().claims().get("number")));
    }
  }

  @Test
  void noSessionSeesTheMetadataOfAnother() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try (Fairlead fairlead =
        Fairlead.builder()
            .endpoint(Who.class)
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .port(0)
            .start()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(RawClient.connect(fairlead.port()));
      }
      for (int i = 0; i < CLIENTS; i++) {
        clients
            .get(i)
            .send(
                RawClient.handshake(
                    "/who",
                    "Authorization: Bearer " + Tokens.of("user" + i, "number", i),
                    "X-Request-Id: request-" + i));
      }
      for (int i = 0; i < CLIENTS; i++) {
        assertThat(clients.get(i).response().status()).isEqualTo(101);
        clients.get(i).send(RawClient.text("hi" + i));
      }
      for (int i = 0; i < CLIENTS; i++) {
        assertThat(clients.get(i).frame().text())
            .isEqualTo("hi%1$d user%1$d request-%1$d request-%1$d %1$d".formatted(i));
      }
      for (RawClient client : clients) {
        client.send(RawClient.close(1000));
      }
      await().until(() -> fairlead.connections().size() == 0);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }
}
