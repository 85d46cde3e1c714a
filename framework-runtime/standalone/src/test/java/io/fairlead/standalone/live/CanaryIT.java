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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** New versions that a share of the connections tries first, on a real server. */
@Timeout(120)
class CanaryIT {

  private static final Duration LONG = Duration.ofHours(1);

  /** Fails for each message that begins with "bad". */
  private static final String TOUCHY =
      """
      package tagging;
      import io.fairlead.api.plugin.*;
      public class Tagging implements Plugin {
        public void start(PluginContext context) {
          context.contributions().add(InboundHandler.class, (message, chain) -> {
            if (message.text().startsWith("bad")) {
              throw new IllegalStateException("bad");
            }
            chain.proceed(message.withText(message.text() + " VERSION VERSION"));
          });
        }
      }
      """;

  private static final String HEARING =
      """
      package hearing;
      import io.fairlead.api.event.*;
      import io.fairlead.api.plugin.*;
      public class Hearing implements Plugin {
        public void start(PluginContext context) {
          context.events().listen(MessageReceived.class, event ->
              event.connection().send(
                  io.fairlead.api.connection.OutboundMessage.text("heard VERSION")));
        }
      }
      """;

  /** Throws for each message that begins with "bad". */
  private static final String COUNTING =
      """
      package counting;
      import io.fairlead.api.Handover;
      import jakarta.websocket.*;
      import jakarta.websocket.server.*;
      import java.util.Map;
      @ServerEndpoint("/counting/{name}")
      public class Counting implements Handover {
        private int count;
        @OnMessage public String answer(@PathParam("name") String name, String message) {
          if (message.startsWith("bad")) {
            throw new IllegalStateException("bad");
          }
          return message + " VERSION " + name + " " + (++count);
        }
        @OnError public void failed(Session session, Throwable error) throws Exception {
          session.getBasicRemote().sendText("failed");
        }
        @Override public Map<String, Object> handOver(Session session) {
          return Map.of("count", count);
        }
        @Override public void takeOver(Session session, Map<String, Object> state) {
          count = (Integer) state.get("count");
        }
      }
      """;

  @TempDir private Path plugins;
  @TempDir private Path elsewhere;
  private final int before = Histogram.here().pluginLoaders();
  private final List<Client> clients = new ArrayList<>();
  private Fairlead server;

  private void start(PluginJar first, String... settings) throws Exception {
    drop(first, plugins, "plugin.jar");
    Fairlead.Builder builder =
        Fairlead.builder()
            .endpoint(EmbeddingExample.Upper.class)
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .set("fairlead.plugin-watch-interval", "0s")
            .plugins(plugins)
            .port(0);
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    server = builder.start();
  }

  private void connect(int number, String path) throws IOException {
    for (int i = 0; i < number; i++) {
      clients.add(Client.connect(server.uri(), path, Tokens.of("alice")));
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (Client each : clients) {
      each.close();
    }
    server.close();
  }

  private Path jar(PluginJar jar) {
    drop(jar, elsewhere, "next.jar");
    return elsewhere.resolve("next.jar");
  }

  private PluginReport report(String version) {
    return server.plugins().stream()
        .filter(each -> each.descriptor() != null && each.descriptor().version().equals(version))
        .findFirst()
        .orElse(null);
  }

  /** Asks each client; the answers without the message, and how many got each. */
  private Map<String, Integer> ask(String message) throws Exception {
    Map<String, Integer> answers = new TreeMap<>();
    for (Client each : clients) {
      each.send(message);
      String answer = each.next();
      assertThat(answer).startsWithIgnoringCase(message);
      answers.merge(answer.substring(message.length()).trim(), 1, Integer::sum);
    }
    return answers;
  }

  @Test
  void aShareOfTheConnectionsTriesIt() throws Exception {
    start(Versions.tagging(1));
    connect(60, "/upper");
    assertThat(ask("a")).isEqualTo(Map.of("1 1", 60));
    PluginReport tried = server.livePlugins().replace(jar(Versions.tagging(2)), 50, LONG);
    assertThat(tried.status()).isEqualTo(Status.CANARY);
    Map<String, Integer> first = ask("b");
    assertThat(first).containsOnlyKeys("1 1", "2 2");
    assertThat(first.get("2 2")).isBetween(10, 50);
    assertThat(ask("c")).as("always the same ones").isEqualTo(first);
    connect(60, "/upper");
    assertThat(ask("d").get("2 2")).as("new ones too").isBetween(first.get("2 2") + 10, 110);
    assertThat(report("1.0").status()).isEqualTo(Status.STARTED);
    assertThat(report("2.0").message()).contains("50 % of the connections", "0 of ");
    server.livePlugins().promote("tagging");
    assertThat(ask("e")).isEqualTo(Map.of("2 2", 120));
    assertThat(server.plugins()).hasSize(1);
    assertThat(report("2.0").status()).isEqualTo(Status.STARTED);
    assertReleased();
  }

  @Test
  void itIsTakenBackByHand() throws Exception {
    start(Versions.tagging(1));
    connect(40, "/upper");
    server.livePlugins().replace(jar(Versions.tagging(2)), 50, LONG);
    assertThat(ask("a")).hasSize(2);
    PluginReport back = server.livePlugins().rollBack("tagging");
    assertThat(back.status()).isEqualTo(Status.FAILED);
    assertThat(ask("b")).isEqualTo(Map.of("1 1", 40));
    assertThat(report("1.0").message()).contains("2.0 was rolled back (ended by request)");
    assertReleased();
    assertThatThrownBy(() -> server.livePlugins().rollBack("tagging"))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("no version of a plugin 'tagging' is being tried");
  }

  @Test
  void tooManyFailuresRollItBack() throws Exception {
    start(Versions.tagging(1));
    connect(40, "/upper");
    server
        .livePlugins()
        .replace(jar(Versions.jar("tagging", 2, TOUCHY).service("tagging.Tagging")), 50, LONG);
    assertThat(ask("good")).containsOnlyKeys("1 1", "2 2");
    Map<String, Integer> bad = ask("bad");
    assertThat(bad).as("no message is lost for it").containsKeys("", "1 1");
    await().untilAsserted(() -> assertThat(report("2.0")).isNull());
    assertThat(ask("good")).isEqualTo(Map.of("1 1", 40));
    assertThat(report("1.0").message()).contains("2.0 was rolled back (too many calls failed)");
    assertReleased();
  }

  @Test
  void fewFailuresDoNot() throws Exception {
    start(Versions.tagging(1), "fairlead.plugin-canary-errors", "1000");
    connect(40, "/upper");
    server
        .livePlugins()
        .replace(
            jar(Versions.jar("tagging", 2, TOUCHY).service("tagging.Tagging")),
            50,
            Duration.ofSeconds(5));
    for (int i = 0; i < 25; i++) {
      ask("good");
    }
    for (Client each : clients.subList(0, 8)) {
      each.send("bad");
      each.next();
    }
    await().until(() -> server.plugins().size() == 1);
    assertThat(ask("good")).as("promoted").isEqualTo(Map.of("2 2", 40));
  }

  @Test
  void itIsNotPromotedWhereAllOfFewCallsFailed() throws Exception {
    start(Versions.tagging(1), "fairlead.plugin-canary-errors", "1000");
    connect(40, "/upper");
    server
        .livePlugins()
        .replace(
            jar(Versions.jar("tagging", 2, TOUCHY).service("tagging.Tagging")),
            50,
            Duration.ofSeconds(2));
    ask("bad");
    await().until(() -> server.plugins().size() == 1);
    assertThat(ask("good")).isEqualTo(Map.of("1 1", 40));
  }

  @Test
  void itIsNotPromotedBeforeItWasCalled() throws Exception {
    start(Versions.tagging(1));
    server.livePlugins().replace(jar(Versions.tagging(2)), 99, Duration.ofMillis(1));
    await().untilAsserted(() -> assertThat(report("2.0").message()).contains("until it is called"));
    connect(20, "/upper");
    ask("a");
    await().until(() -> server.plugins().size() == 1);
    assertThat(ask("b")).isEqualTo(Map.of("2 2", 20));
  }

  @Test
  void anEndpointIsTriedAndComesBackWithWhatItKnows() throws Exception {
    start(Versions.jar("counting", 1, COUNTING));
    connect(40, "/counting/ann");
    assertThat(ask("a")).isEqualTo(Map.of("1 ann 1", 40));
    server.livePlugins().replace(jar(Versions.jar("counting", 2, COUNTING)), 50, LONG);
    assertThat(ask("b")).containsOnlyKeys("1 ann 2", "2 ann 2");
    for (Client each : clients) {
      each.send("bad");
      assertThat(each.next()).isEqualTo("failed");
    }
    await().untilAsserted(() -> assertThat(report("2.0")).isNull());
    assertThat(ask("c")).isEqualTo(Map.of("1 ann 3", 40));
    assertReleased();
  }

  @Test
  void aPromotedEndpointGoesOnWithItsInstances() throws Exception {
    start(Versions.counting(1));
    connect(40, "/counting/ann");
    assertThat(ask("a")).isEqualTo(Map.of("1 ann 1 1", 40));
    server.livePlugins().replace(jar(Versions.counting(2)), 50, LONG);
    connect(40, "/counting/ann");
    Map<String, Integer> tried = ask("b");
    assertThat(tried).containsOnlyKeys("1 ann 2 1", "2 ann 2 0", "1 ann 1 1", "2 ann 1 1");
    server.livePlugins().promote("counting");
    Map<String, Integer> all = ask("c");
    assertThat(all.get("2 ann 2 1"))
        .as("opened in the new version, and still the same instance")
        .isEqualTo(tried.get("2 ann 1 1"));
    assertThat(all).containsOnlyKeys("2 ann 3 0", "2 ann 2 1", "2 ann 2 0");
    assertReleased();
  }

  @Test
  void anEndpointThatCannotGoOnIsRolledBack() throws Exception {
    start(Versions.jar("counting", 1, COUNTING));
    connect(60, "/counting/ann");
    ask("a");
    String forgetful = COUNTING.replace("state.get(\"count\")", "state.get(\"number\")");
    server.livePlugins().replace(jar(Versions.jar("counting", 2, forgetful)), 50, LONG);
    await()
        .untilAsserted(
            () -> {
              for (Client each : clients) {
                each.send("b");
              }
              assertThat(report("2.0")).isNull();
            });
    assertReleased();
  }

  @Test
  void whatClientsSendIsNoFailureOfTheEndpoint() throws Exception {
    String numbers =
        COUNTING
            .replace("name, String message)", "name, int message)")
            .replace("message.startsWith(\"bad\")", "message < 0");
    start(Versions.jar("counting", 1, numbers));
    connect(40, "/counting/ann");
    server.livePlugins().replace(jar(Versions.jar("counting", 2, numbers)), 50, LONG);
    for (Client each : clients) {
      each.send("no number");
      assertThat(each.next()).isEqualTo("failed");
    }
    assertThat(ask("1")).containsOnlyKeys("1 ann 1", "2 ann 1");
    assertThat(report("2.0").message()).contains("; 0 of ");
  }

  @Test
  void anEncoderThatFailsCounts() throws Exception {
    String coded =
        """
        package counting;
        import jakarta.websocket.*;
        import jakarta.websocket.server.*;
        @ServerEndpoint(value = "/counting/{name}", encoders = Counting.Coder.class)
        public class Counting {
          public record Word(String text) {}
          public static class Coder implements Encoder.Text<Word> {
            public String encode(Word word) {
              if (VERSION == 2) {
                throw new IllegalStateException("bad");
              }
              return word.text() + " VERSION";
            }
          }
          @OnMessage public Word answer(String message) { return new Word(message); }
          @OnError public void failed(Session session, Throwable error) throws Exception {
            session.getBasicRemote().sendText("failed");
          }
        }
        """;
    start(Versions.jar("counting", 1, coded));
    connect(40, "/counting/ann");
    assertThat(ask("a")).isEqualTo(Map.of("1", 40));
    server.livePlugins().replace(jar(Versions.jar("counting", 2, coded)), 50, LONG);
    for (Client each : clients) {
      each.send("b");
      assertThat(each.next()).isIn("b 1", "failed");
    }
    await().untilAsserted(() -> assertThat(report("2.0")).isNull());
    assertThat(ask("c")).isEqualTo(Map.of("1", 40));
  }

  @Test
  void aPathThatIsTriedIsTaken() throws Exception {
    start(Versions.counting(1));
    PluginJar next = Versions.counting(2).source(other("counting"));
    server.livePlugins().replace(jar(next), 50, LONG);
    drop(Versions.jar("thief", 1, other("thief")), plugins, "thief.jar");
    server.livePlugins().rescan();
    assertThat(server.plugins())
        .anySatisfy(each -> assertThat(each.message()).contains("is being tried"));
    server.livePlugins().promote("counting");
    connect(1, "/other");
    assertThat(ask("a")).isEqualTo(Map.of("of counting", 1));
  }

  private static String other(String plugin) {
    return """
        package %s;
        import jakarta.websocket.*;
        import jakarta.websocket.server.*;
        @ServerEndpoint("/other")
        public class Other {
          @OnMessage public String answer(String message) { return message + " of %s"; }
        }
        """
        .formatted(plugin, plugin);
  }

  @Test
  void whatHasNothingToTryTakesAllAtOnce() throws Exception {
    String topics =
        """
        package topical;
        import io.fairlead.api.plugin.*;
        import io.fairlead.api.topic.*;
        public class Topical implements Plugin {
          public void start(PluginContext context) {
            context.topics().listen(TopicPattern.of("#"), (topic, message) -> {});
          }
        }
        """;
    start(Versions.jar("topical", 1, topics).service("topical.Topical"));
    PluginJar next = Versions.jar("topical", 2, topics).service("topical.Topical");
    assertThat(server.livePlugins().replace(jar(next), 50, LONG).status())
        .isEqualTo(Status.STARTED);
  }

  @Test
  void whatItNewlyRequiresGoesOnlyWithIt() throws Exception {
    drop(Versions.counting(1), plugins, "counting.jar");
    start(Versions.tagging(1));
    connect(40, "/upper");
    PluginJar next = Versions.tagging(2).manifest("Fairlead-Plugin-Requires", "counting");
    server.livePlugins().replace(jar(next), 50, LONG);
    assertThat(ask("a")).containsOnlyKeys("1 1", "2 2");
    server.livePlugins().stop("counting");
    assertThat(ask("b")).isEqualTo(Map.of("1 1", 40));
  }

  @Test
  void listenersHearOfTheirShare() throws Exception {
    start(Versions.jar("hearing", 1, HEARING).service("hearing.Hearing"));
    connect(40, "/upper");
    Path next = jar(Versions.jar("hearing", 2, HEARING).service("hearing.Hearing"));
    server.livePlugins().replace(next, 50, LONG);
    assertThat(heard()).containsOnlyKeys("heard 1", "heard 2");
    server.livePlugins().rollBack("hearing");
    assertThat(heard()).containsOnlyKeys("heard 1");
    server.livePlugins().replace(next, 50, LONG);
    assertThat(heard()).containsOnlyKeys("heard 1", "heard 2");
    server.livePlugins().promote("hearing");
    assertThat(heard()).containsOnlyKeys("heard 2");
    assertReleased();
  }

  private Map<String, Integer> heard() throws Exception {
    Map<String, Integer> heard = new TreeMap<>();
    for (Client each : clients) {
      each.send("a");
      for (String one : List.of(each.next(), each.next())) {
        if (!one.equals("A")) {
          heard.merge(one, 1, Integer::sum);
        }
      }
    }
    assertThat(heard.values().stream().mapToInt(i -> i).sum()).isEqualTo(clients.size());
    return heard;
  }

  @Test
  void messagesUnderWayEndInTheirVersion() throws Exception {
    start(Versions.tagging(1));
    connect(8, "/upper");
    AtomicBoolean enough = new AtomicBoolean();
    List<Throwable> faults = new ArrayList<>();
    List<Thread> talkers = new ArrayList<>();
    for (Client each : clients) {
      Thread talker =
          new Thread(
              () -> {
                try {
                  for (int i = 0; !enough.get(); i++) {
                    each.send("m" + i);
                    String[] words = each.next().split(" ");
                    assertThat(words[0]).isEqualTo("M" + i);
                    assertThat(words[1]).isEqualTo(words[2]);
                  }
                } catch (Throwable e) {
                  synchronized (faults) {
                    faults.add(e);
                  }
                }
              });
      talkers.add(talker);
      talker.start();
    }
    for (int version = 2; version <= 9; version++) {
      server.livePlugins().replace(jar(Versions.tagging(version)), 50, LONG);
      if (version % 2 == 0) {
        server.livePlugins().rollBack("tagging");
      } else {
        server.livePlugins().promote("tagging");
      }
    }
    enough.set(true);
    for (Thread each : talkers) {
      each.join();
    }
    assertThat(faults).isEmpty();
    assertThat(ask("end")).isEqualTo(Map.of("9 9", 8));
    assertReleased();
  }

  // --- in the directory ------------------------------------------------------------------------

  @Test
  void theDirectoryFollowsTheSettings() throws Exception {
    start(
        Versions.tagging(1),
        "fairlead.plugin-canary-share",
        "50",
        "fairlead.plugin-canary-time",
        "1h");
    connect(40, "/upper");
    drop(Versions.tagging(2), plugins, "plugin.jar");
    server.livePlugins().rescan();
    assertThat(ask("a")).containsOnlyKeys("1 1", "2 2");
    drop(Versions.tagging(3), plugins, "plugin.jar");
    server.livePlugins().rescan();
    assertThat(ask("b")).as("the newest is tried").containsOnlyKeys("1 1", "3 3");
    drop(Versions.counting(1), plugins, "other.jar");
    server.livePlugins().rescan();
    assertThat(report("3.0").status()).as("a newcomer disturbs nobody").isEqualTo(Status.CANARY);
    assertThat(server.plugins()).hasSize(3);
    server.livePlugins().rollBack("tagging");
    server.livePlugins().rescan();
    assertThat(ask("c")).as("not tried again").isEqualTo(Map.of("1 1", 40));
    Files.delete(plugins.resolve("plugin.jar"));
    server.livePlugins().rescan();
    assertThat(ask("d")).isEqualTo(Map.of("", 40));
  }

  @Test
  void jarsNamedByVersionComeAndGo() throws Exception {
    start(
        Versions.tagging(1),
        "fairlead.plugin-canary-share",
        "50",
        "fairlead.plugin-canary-time",
        "1h");
    connect(40, "/upper");
    Files.delete(plugins.resolve("plugin.jar"));
    drop(Versions.tagging(2), plugins, "plugin-2.jar");
    server.livePlugins().rescan();
    assertThat(ask("a")).containsOnlyKeys("1 1", "2 2");
    server.livePlugins().rescan();
    assertThat(report("2.0").status()).isEqualTo(Status.CANARY);
    server.livePlugins().rollBack("tagging");
    server.livePlugins().rescan();
    assertThat(ask("b")).as("the old one works without its jar").isEqualTo(Map.of("1 1", 40));
    assertThat(report("2.0").message()).contains("rolled back after a trial (ended by request)");
    Files.delete(plugins.resolve("plugin-2.jar"));
    drop(Versions.tagging(3), plugins, "plugin-3.jar");
    server.livePlugins().rescan();
    assertThat(ask("c")).containsOnlyKeys("1 1", "3 3");
    server.livePlugins().promote("tagging");
    server.livePlugins().rescan();
    assertThat(ask("d")).isEqualTo(Map.of("3 3", 40));
  }

  @Test
  void aSecondTrialWaitsForItsTurn() throws Exception {
    drop(Versions.counting(1), plugins, "counting.jar");
    start(
        Versions.tagging(1),
        "fairlead.plugin-watch-interval",
        "20ms",
        "fairlead.plugin-canary-share",
        "50",
        "fairlead.plugin-canary-time",
        "1h");
    drop(Versions.tagging(2), plugins, "plugin.jar");
    await().until(() -> report("2.0") != null);
    drop(Versions.counting(3), plugins, "counting.jar");
    assertThatThrownBy(() -> server.livePlugins().replace(jar(Versions.counting(4))))
        .hasMessageContaining("a new version of plugin 'tagging' is being tried; promote it");
    assertThat(report("3.0")).isNull();
    server.livePlugins().promote("tagging");
    await().until(() -> report("3.0") != null && report("3.0").status() == Status.CANARY);
  }

  @Test
  void whatIsStoppedIsNotTriedAnyMore() throws Exception {
    start(Versions.tagging(1));
    connect(40, "/upper");
    server.livePlugins().replace(jar(Versions.tagging(2)), 50, LONG);
    server.livePlugins().stop("tagging");
    assertThat(ask("a")).isEqualTo(Map.of("", 40));
    assertReleased(0);
  }

  @Test
  void theStopOfTheServerEndsATrial() throws Exception {
    start(Versions.tagging(1));
    server.livePlugins().replace(jar(Versions.tagging(2)), 50, LONG);
    server.close();
    assertReleased(0);
  }

  private void assertReleased() {
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
}
