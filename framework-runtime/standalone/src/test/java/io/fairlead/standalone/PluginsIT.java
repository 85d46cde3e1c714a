package io.fairlead.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import io.fairlead.testkit.PluginJar;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars made outside the build, dropped into the directory of a real server. */
class PluginsIT {

  private static final String EXCLAIM =
      """
      package exclaim;
      import io.fairlead.api.plugin.*;
      public class Exclaim implements Plugin {
        public void start(PluginContext context) {
          context.contributions().add(InboundHandler.class,
              (message, chain) -> chain.proceed(message.withText(message.text() + "!")), 10);
        }
      }
      """;

  /** Throws wherever it is called; only an authenticator is left out, for those fail closed. */
  private static final String BAD =
      """
      package bad;
      import io.fairlead.api.admission.*;
      import io.fairlead.api.connection.*;
      import io.fairlead.api.http.*;
      import io.fairlead.api.plugin.*;
      import jakarta.websocket.CloseReason;
      import java.time.Instant;
      import java.util.Map;
      import java.util.concurrent.CompletionStage;
      public class Bad implements Plugin {
        public void start(PluginContext context) {
          Contributions all = context.contributions();
          all.add(InboundHandler.class, (message, chain) -> { throw new AssertionError("handler"); }, -10);
          all.add(ErrorHandler.class, (where, error) -> { throw new IllegalStateException("error handler"); }, -10);
          all.add(MetadataContributor.class, (handshake, security) -> { throw new LinkageError("metadata"); }, -10);
          all.add(ConnectionListener.class, new ConnectionListener() {
            public void onOpen(Connection connection) { throw new StackTraceless(); }
            public void onClose(Connection connection, CloseReason reason) { throw new StackTraceless(); }
          }, -10);
          all.add(ShutdownHook.class, new ShutdownHook() {
            public CompletionStage<Void> prepare(Instant deadline) { throw new StackTraceless(); }
            public CompletionStage<Void> commit(Instant deadline) { throw new StackTraceless(); }
            public CompletionStage<Void> rollback(Instant deadline) { throw new StackTraceless(); }
          }, -10);
          all.add(HttpRoute.class, new HttpRoute() {
            public String path() { return "/bad"; }
            public HttpReply handle(HttpRequest request) { throw new StackTraceless(); }
          }, -10);
          context.executor().scheduleAtFixedRate(() -> { throw new StackTraceless(); }, 1, 1,
              java.util.concurrent.TimeUnit.MILLISECONDS);
        }
        public void stop() { throw new StackTraceless(); }
        static class StackTraceless extends RuntimeException {
          StackTraceless() { super("secret detail", null, false, false); }
        }
      }
      """;

  private static final String ENDPOINT =
      """
      package only;
      import jakarta.websocket.*;
      import jakarta.websocket.server.*;
      @ServerEndpoint("/only/{name}")
      public class Only {
        @OnMessage public String answer(@PathParam("name") String name, String message) {
          return name + " heard " + message;
        }
      }
      """;

  private static final String ILLEGAL =
      """
      package illegal;
      import jakarta.websocket.*;
      import jakarta.websocket.server.*;
      @ServerEndpoint("/illegal")
      public class Illegal {
        @OnMessage public void two(String one, String another) {}
      }
      """;

  private static PluginJar jar(String id, String source) {
    return PluginJar.named(id + ".jar").id(id).version("1.0").api("[0.1,1)").source(source);
  }

  private static Fairlead start(Path plugins) throws Exception {
    return Fairlead.builder()
        .endpoint(EmbeddingExample.Upper.class)
        .set("fairlead.auth.jwt.secret", Tokens.SECRET)
        .set("fairlead.plugin-error-budget", "0") // each of its failures is to be contained
        .plugins(plugins)
        .port(0)
        .start();
  }

  @Test
  void droppedJarChangesMessagesAndABadOneHurtsNobody(@TempDir Path plugins) throws Exception {
    jar("exclaim", EXCLAIM).service("exclaim.Exclaim").writeTo(plugins);
    jar("bad", BAD).service("bad.Bad").writeTo(plugins);
    Fairlead fairlead = start(plugins);
    try (Client client = Client.connect(fairlead.uri(), "/upper", Tokens.of("alice"))) {
      for (int i = 0; i < 100; i++) {
        client.send("hello " + i);
        assertThat(client.next()).isEqualTo("HELLO " + i + "!");
      }
      var reply =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(fairlead.uri() + "/bad")).build(),
                  BodyHandlers.ofString());
      assertThat(reply.statusCode()).isEqualTo(500);
      assertThat(reply.body()).doesNotContain("secret detail", "StackTraceless", "bad.Bad");

      fairlead.close();
      assertThat(client.closeCode()).isEqualTo(1001);
    }
  }

  @Test
  void jarOfEndpointsNeedsNoPluginClass(@TempDir Path plugins) throws Exception {
    jar("only", ENDPOINT).writeTo(plugins);
    try (Fairlead fairlead = start(plugins);
        Client client =
            Client.connect(fairlead.uri(), "/only/bob?name=mallory", Tokens.of("alice"))) {
      client.send("hi");
      assertThat(client.next()).isEqualTo("bob heard hi");
    }
  }

  @Test
  void whatIsBrokenIsReportedAndTheRestStarts(@TempDir Path plugins) throws Exception {
    jar("exclaim", EXCLAIM).service("exclaim.Exclaim").writeTo(plugins);
    jar("illegal", ILLEGAL).writeTo(plugins);
    jar("future", EXCLAIM).api("[9,10)").service("exclaim.Exclaim").writeTo(plugins);
    jar("lonely", EXCLAIM).requires("nobody").service("exclaim.Exclaim").writeTo(plugins);
    Files.writeString(plugins.resolve("corrupt.jar"), "this is no jar");
    try (Fairlead fairlead = start(plugins);
        Client client = Client.connect(fairlead.uri(), "/upper", Tokens.of("alice"))) {
      client.send("a");
      assertThat(client.next()).isEqualTo("A!");

      Map<String, PluginReport> reports =
          fairlead.plugins().stream()
              .collect(Collectors.toMap(each -> each.jar().getFileName().toString(), r -> r));
      assertThat(reports.get("exclaim.jar").status()).isEqualTo(Status.STARTED);
      assertThat(reports.get("illegal.jar").message()).contains("illegal.Illegal", "two(");
      assertThat(reports.get("future.jar").message()).contains("[9,10)");
      assertThat(reports.get("lonely.jar").message()).contains("nobody");
      assertThat(reports.get("corrupt.jar").status()).isEqualTo(Status.FAILED);
      await().until(() -> fairlead.connections().size() == 1);
    }
  }
}
