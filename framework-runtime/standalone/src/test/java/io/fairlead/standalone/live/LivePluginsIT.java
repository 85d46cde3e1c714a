package io.fairlead.standalone.live;

import static io.fairlead.standalone.live.Versions.drop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.plugin.PluginException;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import io.fairlead.standalone.EmbeddingExample;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Histogram;
import io.fairlead.standalone.support.Tokens;
import io.fairlead.testkit.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jars that come, change and go under a real server with real clients. */
@Timeout(120)
class LivePluginsIT {

  @TempDir private Path plugins;
  private final int before = Histogram.here().pluginLoaders();
  private Fairlead server;

  private Fairlead start(String interval, String... settings) throws Exception {
    Fairlead.Builder builder =
        Fairlead.builder()
            .endpoint(EmbeddingExample.Upper.class)
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .set("fairlead.plugin-watch-interval", interval)
            .plugins(plugins)
            .port(0);
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    server = builder.start();
    return server;
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private Client connect(String path) throws IOException {
    return Client.connect(server.uri(), path, Tokens.of("alice"));
  }

  private PluginReport report(String id) {
    return server.plugins().stream()
        .filter(each -> each.descriptor() != null && each.descriptor().id().equals(id))
        .findFirst()
        .orElse(null);
  }

  private void awaitVersion(String id, String version) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              PluginReport report = report(id);
              return report != null
                  && report.status() == Status.STARTED
                  && report.descriptor().version().equals(version);
            });
  }

  /** Sends without end and checks each answer: none lost, doubled, out of order or mixed. */
  private static final class Talker implements AutoCloseable {
    private final Client client;
    private final Thread thread;
    private volatile boolean enough;
    private volatile Throwable fault;
    private volatile int answers;
    private volatile String last = "";

    Talker(Client client) {
      this.client = client;
      this.thread = new Thread(this::talk, "talker");
      thread.start();
    }

    private void talk() {
      try {
        for (int i = 0; !enough; i++) {
          client.send("m" + i);
          String[] words = client.next().split(" ");
          assertThat(words[0]).isEqualToIgnoringCase("m" + i);
          if (words.length == 3) { // from the handlers of one version, or from none
            assertThat(words[1]).as("version of the two handlers").isEqualTo(words[2]);
          }
          last = String.join(" ", words);
          answers = i + 1;
        }
      } catch (Throwable e) {
        fault = e;
      }
    }

    @Override
    public void close() throws Exception {
      enough = true;
      thread.join();
      client.close();
      assertThat(fault).isNull();
    }
  }

  @Test
  void aHandlerIsReplacedUnderTraffic() throws Exception {
    replaceHandler(5);
  }

  @Test
  @Tag("hostile")
  void aHandlerIsReplacedManyTimes() throws Exception {
    replaceHandler(21);
  }

  private void replaceHandler(int versions) throws Exception {
    drop(Versions.tagging(1), plugins, "tagging.jar");
    start("0s");
    List<Talker> talkers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      talkers.add(new Talker(connect("/upper")));
    }
    for (int version = 2; version <= versions; version++) {
      drop(Versions.tagging(version), plugins, "tagging.jar");
      server.livePlugins().rescan();
      String now = " " + version + " " + version;
      for (Talker each : talkers) {
        await()
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> each.fault != null || each.last.endsWith(now));
      }
    }
    for (Talker each : talkers) {
      each.close();
    }
    assertReleased(1);
  }

  @Test
  void anEndpointIsReplacedUnderTraffic() throws Exception {
    replaceEndpoint(4);
  }

  @Test
  @Tag("hostile")
  void anEndpointIsReplacedManyTimes() throws Exception {
    replaceEndpoint(11);
  }

  private void replaceEndpoint(int versions) throws Exception {
    drop(Versions.counting(1), plugins, "counting.jar");
    start("0s");
    try (Client client = connect("/counting/ann")) {
      client.send("a");
      assertThat(client.next()).isEqualTo("a 1 ann 1 1");
      List<Talker> talkers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        talkers.add(new Talker(connect("/counting/bob")));
      }
      for (int version = 2; version <= versions; version++) {
        drop(Versions.counting(version), plugins, "counting.jar");
        server.livePlugins().rescan();
        client.send("b");
        assertThat(client.next()).isEqualTo("b " + version + " ann " + version + " 0");
      }
      for (Talker each : talkers) {
        assertThat(each.last.split(" ")[4]).isEqualTo("0");
        int answers = Integer.parseInt(each.last.split(" ")[3]);
        assertThat(answers).isBetween(each.answers - 1, each.answers + 1);
        each.close();
      }
    }
    assertReleased(1);
  }

  /** Apart from what other tests in this JVM have left. */
  private void assertReleased(int running) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Histogram.here().pluginLoaders()).isLessThanOrEqualTo(before + running));
  }

  @Test
  void aJarComesAndGoes() throws Exception {
    start("20ms");
    try (Client client = connect("/upper")) {
      client.send("a");
      assertThat(client.next()).isEqualTo("A");
      drop(Versions.tagging(1), plugins, "tagging.jar");
      awaitVersion("tagging", "1.0");
      client.send("b");
      assertThat(client.next()).isEqualTo("B 1 1");
      Files.delete(plugins.resolve("tagging.jar"));
      await().until(() -> server.plugins().isEmpty());
      client.send("c");
      assertThat(client.next()).isEqualTo("C");
    }
    assertReleased(0);
  }

  @Test
  void aVersionThatDoesNotStartLeavesTheOldOne() throws Exception {
    drop(Versions.tagging(1), plugins, "tagging.jar");
    start("0s");
    drop(Versions.failing(2), plugins, "tagging.jar");
    server.livePlugins().rescan();
    assertThat(report("tagging").status()).isEqualTo(Status.STARTED);
    assertThat(report("tagging").message())
        .contains("this version runs on")
        .contains("no database");
    try (Client client = connect("/upper")) {
      client.send("a");
      assertThat(client.next()).isEqualTo("A 1 1");
      drop(Versions.tagging(3), plugins, "tagging.jar");
      server.livePlugins().rescan();
      client.send("b");
      assertThat(client.next()).isEqualTo("B 3 3");
    }
  }

  @Test
  void aJarThatIsBeingCopiedIsNotRead() throws Exception {
    drop(Versions.tagging(1), plugins, "tagging.jar");
    start("20ms");
    byte[] next = Versions.tagging(2).bytes();
    Path jar = plugins.resolve("tagging.jar");
    try (Client client = connect("/upper");
        var out = Files.newOutputStream(jar)) { // in place, as cp does it
      for (int i = 0; i < next.length - 40; i += 200) {
        out.write(next, i, Math.min(200, next.length - 40 - i));
        out.flush();
        client.send("a");
        assertThat(client.next()).isEqualTo("A 1 1");
        Thread.sleep(20); // a slow copy
      }
      assertThat(report("tagging").message()).isEqualTo("started");
      out.write(next, next.length - 40, 40);
    }
    awaitVersion("tagging", "2.0");
  }

  @Test
  void aMessageEndsInTheVersionThatItBeganWith() throws Exception {
    PluginJar holding =
        Versions.jar(
                "holding",
                1,
                """
                package holding;
                import io.fairlead.api.plugin.*;
                public class Holding implements Plugin {
                  private volatile boolean stopped;
                  public void start(PluginContext context) {
                    context.contributions().add(InboundHandler.class, (message, chain) ->
                        context.executor().execute(() -> {
                          System.setProperty("holding.has", message.text());
                          while (!Boolean.getBoolean("holding.go")) {
                            Thread.onSpinWait();
                          }
                          chain.proceed();
                        }), -5);
                    context.contributions().add(InboundHandler.class, (message, chain) ->
                        chain.proceed(message.withText(message.text() + (stopped ? " stopped" : " works"))), 5);
                  }
                  public void stop() { stopped = true; }
                }
                """)
            .service("holding.Holding");
    drop(holding, plugins, "holding.jar");
    start("0s");
    try (Client client = connect("/upper")) {
      client.send("a");
      client.send("b");
      await().until(() -> "a".equals(System.getProperty("holding.has")));
      drop(
          Versions.jar(
                  "holding",
                  2,
                  """
                  package holding;
                  import io.fairlead.api.plugin.*;
                  public class Holding implements Plugin {
                    public void start(PluginContext context) {
                      context.contributions().add(InboundHandler.class,
                          (message, chain) -> chain.proceed(message.withText(message.text() + " new")));
                    }
                  }
                  """)
              .service("holding.Holding"),
          plugins,
          "holding.jar");
      CompletableFuture<?> change = CompletableFuture.runAsync(() -> server.livePlugins().rescan());
      awaitVersion("holding", "2.0");
      System.setProperty("holding.go", "true");
      assertThat(client.next()).isEqualTo("A WORKS");
      assertThat(client.next()).isEqualTo("B NEW");
      change.get();
    } finally {
      System.clearProperty("holding.go");
      System.clearProperty("holding.has");
    }
  }

  @Test
  void whoRequiresItStartsAnewWithIt() throws Exception {
    PluginJar library =
        Versions.jar(
                "library",
                1,
                """
                package library;
                import io.fairlead.api.plugin.*;
                public class Library implements Plugin {
                  public static String word() { return "VERSION"; }
                  public void start(PluginContext context) {}
                }
                """)
            .service("library.Library");
    Path compiled = Files.createTempDirectory(plugins.getParent(), "compiled");
    Path against = library.writeTo(compiled);
    PluginJar user =
        Versions.jar(
                "user",
                1,
                """
                package user;
                import io.fairlead.api.plugin.*;
                public class User implements Plugin {
                  private static final String WORD = library.Library.word();
                  public void start(PluginContext context) {
                    context.contributions().add(InboundHandler.class,
                        (message, chain) -> chain.proceed(message.withText(message.text() + WORD)));
                  }
                }
                """)
            .requires("library")
            .compiledAgainst(against)
            .service("user.User");
    drop(user, plugins, "user.jar");
    start("0s");
    assertThat(report("user").status()).isEqualTo(Status.FAILED);
    try (Client client = connect("/upper")) {
      drop(library, plugins, "library.jar");
      server.livePlugins().rescan();
      client.send("a");
      assertThat(client.next()).isEqualTo("A1");
      drop(
          Versions.jar(
                  "library",
                  2,
                  """
                  package library;
                  import io.fairlead.api.plugin.*;
                  public class Library implements Plugin {
                    public static String word() { return "VERSION"; }
                    public void start(PluginContext context) {}
                  }
                  """)
              .service("library.Library"),
          plugins,
          "library.jar");
      server.livePlugins().rescan();
      client.send("b");
      assertThat(client.next()).isEqualTo("B2");
      Files.delete(plugins.resolve("library.jar"));
      server.livePlugins().rescan();
      client.send("c");
      assertThat(client.next()).isEqualTo("C");
      assertThat(report("user").message()).contains("requires plugin 'library'");
    }
    assertReleased(0);
  }

  @Test
  void anEndpointComesAndGoes() throws Exception {
    start("0s");
    assertThatThrownBy(() -> connect("/counting/ann")).hasMessageContaining("404");
    try (Client other = connect("/upper")) {
      for (int round = 1; round <= 3; round++) {
        drop(Versions.counting(round), plugins, "counting.jar");
        server.livePlugins().rescan();
        try (Client client = connect("/counting/ann")) {
          client.send("a");
          assertThat(client.next()).isEqualTo("a " + round + " ann 1 1");
          Files.delete(plugins.resolve("counting.jar"));
          server.livePlugins().rescan();
          assertThat(client.closeCode()).isEqualTo(1001);
        }
        assertThatThrownBy(() -> connect("/counting/ann")).hasMessageContaining("404");
      }
      other.send("still");
      assertThat(other.next()).isEqualTo("STILL");
    }
    assertReleased(0);
  }

  @Test
  void operatorsStopStartAndReplace() throws Exception {
    drop(Versions.tagging(1), plugins, "tagging.jar");
    start("20ms");
    assertThat(server.livePlugins().stop("tagging").status()).isEqualTo(Status.STOPPED);
    try (Client client = connect("/upper")) {
      client.send("a");
      assertThat(client.next()).isEqualTo("A");
      assertThat(server.livePlugins().start("tagging").status()).isEqualTo(Status.STARTED);
      client.send("b");
      assertThat(client.next()).isEqualTo("B 1 1");
      Path elsewhere = Files.createTempDirectory(plugins.getParent(), "elsewhere");
      server.livePlugins().replace(Versions.tagging(2).writeTo(elsewhere));
      client.send("c");
      assertThat(client.next()).isEqualTo("C 2 2");
    }
    assertThatThrownBy(() -> server.livePlugins().stop("nobody"))
        .isInstanceOf(PluginException.class)
        .hasMessage("there is no plugin 'nobody'");
    assertThatThrownBy(() -> server.livePlugins().start("tagging"))
        .isInstanceOf(PluginException.class)
        .hasMessage("plugin 'tagging' runs already");
    assertThatThrownBy(() -> server.livePlugins().replace(Path.of("no-such.jar")))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("there is no readable file");
  }

  @Test
  void twoJarsOfOneIdLeaveTheOneThatRuns() throws Exception {
    drop(Versions.tagging(1), plugins, "one.jar");
    start("0s");
    drop(Versions.tagging(2), plugins, "two.jar");
    server.livePlugins().rescan();
    assertThat(
            Arrays.stream(server.plugins().toArray(PluginReport[]::new)).map(PluginReport::status))
        .containsExactly(Status.STARTED, Status.FAILED);
    assertThat(server.plugins().get(1).message())
        .isEqualTo("id 'tagging' is in two.jar and one.jar; remove all but one");
    try (Client client = connect("/upper")) {
      client.send("a");
      assertThat(client.next()).isEqualTo("A 1 1");
      Files.delete(plugins.resolve("one.jar"));
      server.livePlugins().rescan();
      client.send("b");
      assertThat(client.next()).isEqualTo("B 2 2");
    }
  }

  @Test
  void aRequiredPluginOutlivesItsJar() throws Exception {
    drop(Versions.tagging(1), plugins, "tagging.jar");
    start("0s", "fairlead.plugins.tagging.required", "true");
    Files.delete(plugins.resolve("tagging.jar"));
    server.livePlugins().rescan();
    assertThat(report("tagging").message()).contains("it runs on, because it is required");
    assertThatThrownBy(() -> server.livePlugins().stop("tagging"))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("is required");
  }

  @Test
  void aFailedHandoverLeavesANewInstance() throws Exception {
    String source =
        """
        package failing;
        import io.fairlead.api.Handover;
        import jakarta.websocket.*;
        import jakarta.websocket.server.*;
        import java.util.Map;
        @ServerEndpoint("/failing")
        public class Failing implements Handover {
          @OnMessage public String answer(String message) { return message + " VERSION"; }
          @Override public Map<String, Object> handOver(Session session) {
            throw new IllegalStateException("no");
          }
        }
        """;
    drop(Versions.jar("failing", 1, source), plugins, "failing.jar");
    start("0s");
    try (Client client = connect("/failing")) {
      drop(Versions.jar("failing", 2, source), plugins, "failing.jar");
      server.livePlugins().rescan();
      client.send("a");
      assertThat(client.next()).isEqualTo("a 2");
    }
  }

  @Test
  void aConfiguratorThatBreaksLeavesTheOldVersion() throws Exception {
    drop(Versions.counting(1), plugins, "counting.jar");
    start("0s");
    String broken =
        """
        package counting;
        import jakarta.websocket.*;
        import jakarta.websocket.server.*;
        @ServerEndpoint(value = "/counting/{name}", configurator = Counting.Broken.class)
        public class Counting {
          @OnMessage public String answer(String message) { return message; }
          public static class Broken extends ServerEndpointConfig.Configurator {
            static final String VALUE = String.valueOf(1 / Integer.parseInt("0"));
          }
        }
        """;
    try (Client client = connect("/counting/ann")) {
      drop(Versions.jar("counting", 2, broken), plugins, "counting.jar");
      server.livePlugins().rescan();
      assertThat(report("counting").message()).contains("this version runs on");
      client.send("a");
      assertThat(client.next()).isEqualTo("a 1 ann 1 1");
      drop(Versions.counting(3), plugins, "counting.jar");
      server.livePlugins().rescan();
      client.send("b");
      assertThat(client.next()).isEqualTo("b 3 ann 2 0");
    }
    assertReleased(1);
  }

  @Test
  void whatARequiredPluginRequiresRunsOn() throws Exception {
    drop(Versions.tagging(1), plugins, "tagging.jar");
    drop(
        Versions.jar(
                "guard",
                1,
                """
                package guard;
                import io.fairlead.api.plugin.*;
                public class Guard implements Plugin {
                  public void start(PluginContext context) {}
                }
                """)
            .requires("tagging")
            .manifest("Fairlead-Plugin-Required", "true")
            .service("guard.Guard"),
        plugins,
        "guard.jar");
    start("0s");
    assertThatThrownBy(() -> server.livePlugins().stop("tagging"))
        .hasMessageContaining("plugin 'guard' is required");
    Files.delete(plugins.resolve("tagging.jar"));
    server.livePlugins().rescan();
    assertThat(report("tagging").message()).contains("'guard' requires it");
    try (Client client = connect("/upper")) {
      client.send("a");
      assertThat(client.next()).isEqualTo("A 1 1");
    }
  }

  @Test
  void whatIsLeftOfTwoStarts() throws Exception {
    drop(Versions.tagging(1), plugins, "one.jar");
    drop(Versions.tagging(2), plugins, "two.jar");
    start("0s");
    assertThat(server.plugins()).extracting(PluginReport::status).containsOnly(Status.FAILED);
    Files.delete(plugins.resolve("two.jar"));
    server.livePlugins().rescan();
    assertThat(report("tagging").status()).isEqualTo(Status.STARTED);
  }
}
