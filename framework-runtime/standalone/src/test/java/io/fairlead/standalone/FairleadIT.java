package io.fairlead.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.ShutdownHook;
import io.fairlead.core.config.ConfigException;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server with real clients. */
class FairleadIT {

  @ServerEndpoint("/flood")
  public static class Flood {
    @OnOpen
    public void open(Session session) {
      for (int i = 0; i < 50; i++) {
        session.getAsyncRemote().sendText("queued " + i);
      }
    }

    @OnMessage
    public String echo(String message) {
      return message;
    }
  }

  private static Fairlead.Builder server() {
    return Fairlead.builder()
        .endpoint(Flood.class)
        .endpoint(EmbeddingExample.Upper.class)
        .set("fairlead.auth.jwt.secret", Tokens.SECRET)
        .port(0);
  }

  @Test
  void embedsInTenLines(@TempDir Path plugins) throws Exception {
    try (Fairlead fairlead = EmbeddingExample.start(plugins, Tokens.SECRET);
        Client client = Client.connect(fairlead.uri(), "/upper", Tokens.of("alice"))) {
      client.send("hello");
      assertThat(client.next()).isEqualTo("HELLO");
    }
  }

  @Test
  void refusesWithoutATokenAndServesWithOne() throws Exception {
    try (Fairlead fairlead = server().start()) {
      assertThatThrownBy(() -> Client.connect(fairlead.uri(), "/upper", ""))
          .hasMessageContaining("401");
      assertThatThrownBy(() -> Client.connect(fairlead.uri(), "/upper", "forged.token.here"))
          .hasMessageContaining("403");
      try (Client client = Client.connect(fairlead.uri(), "/upper", Tokens.of("alice"))) {
        client.send("a");
        client.send("b");
        assertThat(client.next()).isEqualTo("A");
        assertThat(client.next()).isEqualTo("B");
      }
    }
  }

  @Test
  void stopDeliversWhatIsQueuedAndSays1001AndRunsHooks() throws Exception {
    int clients = 200;
    AtomicInteger hooks = new AtomicInteger();
    Fairlead fairlead = server().contribute(ShutdownHook.class, new CountingHook(hooks), 0).start();
    List<Client> open = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      open.add(Client.connect(fairlead.uri(), "/flood", Tokens.of("user" + i)));
    }
    await().until(() -> fairlead.connections().size() == clients);
    fairlead
        .connections()
        .all()
        .forEach(connection -> connection.send(OutboundMessage.text("last")));

    fairlead.close();

    for (Client client : open) {
      for (int i = 0; i < 50; i++) {
        assertThat(client.next()).isEqualTo("queued " + i);
      }
      assertThat(client.next()).isEqualTo("last");
      assertThat(client.closeCode()).isEqualTo(1001);
    }
    assertThat(hooks).hasValue(2);
  }

  @Test
  void handlersOfTheApplicationSeeMessages() throws Exception {
    try (Fairlead fairlead =
            server()
                .contribute(
                    InboundHandler.class,
                    (message, chain) -> chain.proceed(message.withText(message.text() + "!")),
                    0)
                .start();
        Client client = Client.connect(fairlead.uri(), "/upper", Tokens.of("alice"))) {
      client.send("a");
      assertThat(client.next()).isEqualTo("A!");
    }
  }

  @Test
  void answersHealthAndSaysWhatIsNotThere() throws Exception {
    try (Fairlead fairlead = server().start()) {
      assertThat(status(fairlead.uri().resolve("/health/live"))).isEqualTo(200);
      assertThat(status(fairlead.uri().resolve("/health/ready"))).isEqualTo(200);
      assertThat(status(fairlead.uri().resolve("/nothing"))).isEqualTo(404);
    }
  }

  @Test
  void takenPortIsNamed() throws Exception {
    try (Fairlead first = server().start()) {
      assertThatThrownBy(() -> server().port(first.port()).start())
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(String.valueOf(first.port()));
    }
  }

  @Test
  void closingTwiceIsHarmless() throws Exception {
    Fairlead fairlead = server().start();
    fairlead.close();
    fairlead.close();
    assertThatThrownBy(() -> status(fairlead.uri())).isInstanceOf(java.io.IOException.class);
  }

  private static int status(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private record CountingHook(AtomicInteger calls) implements ShutdownHook {
    @Override
    public CompletionStage<Void> prepare(Instant deadline) {
      calls.incrementAndGet();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> commit(Instant deadline) {
      calls.incrementAndGet();
      return CompletableFuture.completedFuture(null);
    }
  }
}
