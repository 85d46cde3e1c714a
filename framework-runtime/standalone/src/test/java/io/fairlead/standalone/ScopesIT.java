package io.fairlead.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.event.ConnectionClosed;
import io.fairlead.api.event.MessageReceived;
import io.fairlead.cdi.ConnectionScoped;
import io.fairlead.cdi.OnTopic;
import io.fairlead.cdi.OrderedEvents;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scopes, injection and observers of events on a real server. */
class ScopesIT {

  private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

  @ConnectionScoped
  public static class Count {
    private int messages;

    public int next() {
      return ++messages;
    }

    @PreDestroy
    public void end() {
      SEEN.add("count ended at " + messages);
    }
  }

  @RequestScoped
  public static class Turn {
    private int calls;

    public int next() {
      return ++calls;
    }
  }

  // snippet: scoped
  @ServerEndpoint("/scopes")
  public static class Scoped {
    @Inject Connection connection;
    @Inject ConnectionRegistry connections;
    @Inject Count count;
    @Inject Turn turn;

    @OnOpen
    public void open(Session session) {
      session
          .getAsyncRemote()
          .sendText(
              "open " + turn.next() + turn.next(),
              result -> SEEN.add("sent " + turn.next() + " on " + connection.path()));
    }

    @OnMessage
    public CompletionStage<String> message(String text) {
      Connection taken = connection.unwrap(Connection.class).orElseThrow();
      String answer = text + " " + count.next() + " " + turn.next() + " " + connections.size();
      return CompletableFuture.supplyAsync(
          () -> {
            taken.send(OutboundMessage.text("off thread"));
            return answer;
          },
          CompletableFuture.delayedExecutor(
              1, TimeUnit.MILLISECONDS, Executors.newSingleThreadExecutor()));
    }

    @OnClose
    public void close() {
      SEEN.add("close " + count.next() + " " + turn.next());
    }
  }

  // end

  @ApplicationScoped
  public static class Observer {
    @OrderedEvents
    public void received(@ObservesAsync @OnTopic("scopes") MessageReceived event, Turn turn) {
      if (event.message().text().equals("observe")) {
        event.connection().send(OutboundMessage.text("observed " + turn.next()));
      }
    }

    public void closed(@ObservesAsync ConnectionClosed event) {
      if (event.connection().path().equals("/scopes")) {
        SEEN.add("closed " + event.reason().getCloseCode().getCode());
      }
    }
  }

  private ClassLoader before;

  /** A bean archive of these classes and no others. */
  @BeforeEach
  void makeArchive(@TempDir Path archive) throws Exception {
    Path target = Files.createDirectories(archive.resolve("io/fairlead/standalone"));
    for (Class<?> bean : List.of(Count.class, Turn.class, Scoped.class, Observer.class)) {
      String file = bean.getName().substring(bean.getPackageName().length() + 1) + ".class";
      try (InputStream code = ScopesIT.class.getResourceAsStream(file)) {
        Files.copy(code, target.resolve(file));
      }
    }
    Files.writeString(
        Files.createDirectories(archive.resolve("META-INF")).resolve("beans.xml"),
        "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"3.0\""
            + " bean-discovery-mode=\"annotated\"/>");
    before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread()
        .setContextClassLoader(new URLClassLoader(new URL[] {archive.toUri().toURL()}, before));
  }

  @AfterEach
  void reset() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void callbacksHaveTheirScopesAndObserversHearBesideThem() throws Exception {
    SEEN.clear();
    try (Fairlead fairlead =
            Fairlead.builder()
                .discover(true)
                .set("fairlead.auth.jwt.secret", Tokens.SECRET)
                .port(0)
                .start();
        Client client = Client.connect(fairlead.uri(), "/scopes", Tokens.of("alice"))) {
      assertThat(client.next()).isEqualTo("open 12");
      client.send("a");
      assertThat(client.next()).isEqualTo("off thread");
      assertThat(client.next()).isEqualTo("a 1 1 1");
      client.send("observe");
      assertThat(new String[] {client.next(), client.next(), client.next()})
          .containsExactlyInAnyOrder("off thread", "observe 2 1 1", "observed 1");
      await().until(() -> SEEN.contains("sent 1 on /scopes"));
      client.close();
      await().until(() -> SEEN.contains("count ended at 3"));
      await().until(() -> SEEN.stream().anyMatch(line -> line.startsWith("closed 1")));
      assertThat(SEEN).contains("close 3 1");
    }
  }
}
