package io.fairlead.standalone.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.plugin.PluginReport.Status;
import io.fairlead.standalone.EmbeddingExample;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import io.fairlead.testkit.PluginJar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that fail too often, on a real server. */
@Timeout(120)
class QuarantineIT {

  private static final String TOUCHY =
      """
      package touchy;
      import io.fairlead.api.http.*;
      import io.fairlead.api.plugin.*;
      public class Touchy implements Plugin {
        public void start(PluginContext context) {
          context.contributions().add(InboundHandler.class, (message, chain) -> {
            if (message.text().startsWith("bad")) {
              throw new IllegalStateException("bad");
            }
            chain.proceed(message.withText(message.text() + " touched"));
          });
          context.contributions().add(HttpRoute.class, new HttpRoute() {
            public String path() { return "/touchy"; }
            public HttpReply handle(HttpRequest request) { return HttpReply.text(200, "fine"); }
          });
        }
      }
      """;

  private static final String DOORKEEPER =
      """
      package doorkeeper;
      import io.fairlead.api.admission.*;
      import io.fairlead.api.plugin.*;
      import java.util.concurrent.CompletableFuture;
      public class Doorkeeper implements Plugin {
        public void start(PluginContext context) {
          context.contributions().add(Authenticator.class, handshake -> {
            if (handshake.headers("x-bad").isEmpty()) {
              return CompletableFuture.completedStage(Decision.accept(Identity.of("alice")));
            }
            throw new IllegalStateException("bad");
          });
        }
      }
      """;

  private static final String LISTENING =
      """
      package listening;
      import io.fairlead.api.connection.OutboundMessage;
      import io.fairlead.api.event.*;
      import io.fairlead.api.http.*;
      import io.fairlead.api.plugin.*;
      public class Listening implements Plugin {
        public void start(PluginContext context) {
          ListenerRegistration heard = context.events().listen(MessageReceived.class, event -> {
            String text = event.message().text();
            if (text.startsWith("bad")) {
              throw new IllegalStateException("bad");
            }
            if (text.startsWith("slow")) {
              Thread.sleep(60_000);
            }
            event.connection().send(OutboundMessage.text("heard " + text));
          });
          context.contributions().add(HttpRoute.class, new HttpRoute() {
            public String path() { return "/heard"; }
            public HttpReply handle(HttpRequest request) {
              return HttpReply.text(200, "failed " + heard.failed() + " overdue " + heard.overdue()
                  + " lost " + heard.lost());
            }
          });
        }
      }
      """;

  @TempDir private Path plugins;
  private Fairlead server;

  private void start(PluginJar jar, String quarantine, String... settings) throws Exception {
    jar.writeTo(plugins);
    Fairlead.Builder builder =
        Fairlead.builder()
            .endpoint(EmbeddingExample.Upper.class)
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .set("fairlead.plugin-quarantine", quarantine)
            .set("fairlead.plugin-error-window", "500ms")
            .set("fairlead.plugin-error-budget", "5")
            .plugins(plugins)
            .port(0);
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    server = builder.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Status status() {
    return server.plugins().get(0).status();
  }

  private static PluginJar listening() {
    return Versions.jar("listening", 1, LISTENING).service("listening.Listening");
  }

  private static PluginJar touchy() {
    return Versions.jar("touchy", 1, TOUCHY).service("touchy.Touchy");
  }

  private void fail(Client client) throws Exception {
    for (int i = 0; i < 5; i++) {
      client.send("bad");
      assertThat(client.next()).isEqualTo("BAD"); // a message is not lost for it
    }
  }

  @Test
  void itIsLeftOutAndComesBack() throws Exception {
    start(touchy(), "300ms");
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      client.send("a");
      assertThat(client.next()).isEqualTo("A TOUCHED");
      fail(client);
      assertThat(status()).isEqualTo(Status.QUARANTINED);
      client.send("b");
      assertThat(client.next()).isEqualTo("B");
      await()
          .until(
              () -> {
                client.send("c");
                return client.next().equals("C TOUCHED");
              });
      assertThat(status()).isEqualTo(Status.STARTED);
    }
  }

  @Test
  void oneFailureOnProbationPutsItBack() throws Exception {
    start(touchy(), "300ms");
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      fail(client);
      await().until(() -> status() == Status.STARTED);
      client.send("bad again");
      assertThat(client.next()).isEqualTo("BAD AGAIN");
      assertThat(status()).isEqualTo(Status.QUARANTINED);
    }
  }

  @Test
  void fewFailuresAmongManyCallsAreNone() throws Exception {
    start(
        touchy(), "1h", "fairlead.plugin-error-share", "50", "fairlead.plugin-error-window", "1m");
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      for (int i = 0; i < 20; i++) {
        client.send("good");
        client.next();
      }
      fail(client);
      assertThat(status()).isEqualTo(Status.STARTED);
    }
  }

  @Test
  void failClosedLetsNoMessagePass() throws Exception {
    start(touchy().manifest("Fairlead-Plugin-Fallback", "fail-closed"), "1h");
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      fail(client);
      client.send("b");
      assertThat(client.closeCode()).isEqualTo(1013);
    }
  }

  @Test
  void requiredMeansFailClosed() throws Exception {
    start(touchy(), "1h", "fairlead.plugins.touchy.required", "true");
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      fail(client);
      client.send("b");
      assertThat(client.closeCode()).isEqualTo(1013);
    }
  }

  @Test
  void aRouteIsOutOfOrder() throws Exception {
    start(touchy(), "1h");
    assertThat(Http.status(server.uri(), "/touchy")).isEqualTo(200);
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      fail(client);
    }
    assertThat(Http.status(server.uri(), "/touchy")).isEqualTo(503);
  }

  @Test
  void anAuthenticatorIsClosedInAnyCase() throws Exception {
    start(
        Versions.jar("doorkeeper", 1, DOORKEEPER)
            .service("doorkeeper.Doorkeeper")
            .manifest("Fairlead-Plugin-Fallback", "proceed"),
        "3s",
        "fairlead.plugin-error-window",
        "20s",
        "fairlead.auth.mode",
        "plugins");
    Client.connect(server.uri(), "/upper", "").close();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> Client.connect(server.uri(), "/upper", "", "X-Bad", "1"))
          .hasMessageContaining("refused with 500");
    }
    assertThatThrownBy(() -> Client.connect(server.uri(), "/upper", ""))
        .hasMessageContaining("refused with 503");
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> Client.connect(server.uri(), "/upper", "").close());
  }

  @Test
  void aListenerThatFailsPutsItThereAndHearsNothingMeanwhile() throws Exception {
    start(listening(), "5s", "fairlead.plugin-error-window", "20s");
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      client.send("a");
      assertThat(List.of(client.next(), client.next())).containsExactlyInAnyOrder("A", "heard a");
      fail(client);
      await().until(() -> status() == Status.QUARANTINED);
      for (int i = 0; i < 3; i++) {
        client.send("b");
        assertThat(client.next()).isEqualTo("B");
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> status() == Status.STARTED);
      client.send("c"); // and nothing of b comes before it
      assertThat(List.of(client.next(), client.next())).containsExactlyInAnyOrder("C", "heard c");
      assertThat(Http.text(server.uri(), "/heard")).isEqualTo("failed 5 overdue 0 lost 3");
      client.send("bad");
      assertThat(client.next()).isEqualTo("BAD");
      await().until(() -> status() == Status.QUARANTINED); // one was enough: it was on probation
    }
  }

  @Test
  void aListenerThatIsLateHasFailedOnce() throws Exception {
    start(
        listening(),
        "1h",
        "fairlead.plugin-error-window",
        "1m",
        "fairlead.plugin-error-share",
        "1",
        "fairlead.events.deadline",
        "200ms");
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      for (int i = 0; i < 4; i++) {
        client.send("slow");
        assertThat(client.next()).isEqualTo("SLOW");
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Http.text(server.uri(), "/heard").equals("failed 4 overdue 4 lost 0"));
      assertThat(status()).isEqualTo(Status.STARTED);
      client.send("slow");
      await().atMost(Duration.ofSeconds(30)).until(() -> status() == Status.QUARANTINED);
    }
  }

  @Test
  void aNewVersionStartsWithoutIt() throws Exception {
    start(touchy(), "1h");
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      fail(client);
      touchy().version("2.0").writeTo(plugins);
      server.livePlugins().rescan();
      assertThat(status()).isEqualTo(Status.STARTED);
      client.send("b");
      assertThat(client.next()).isEqualTo("B TOUCHED");
    }
  }
}
