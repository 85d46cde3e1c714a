package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.PluginException;
import io.fairlead.core.plugin.PluginManager;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a jar can be wrong, all in one directory, between two that are sound. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PluginProblemsTest {

  private static final Path DOCS = Path.of("../../docs/plugins.md");
  private static final FairleadConfig CONFIG =
      FairleadConfig.of(
          Map.of(
              "fairlead.plugin-start-timeout", "5s",
              "fairlead.plugins.wrong-config.burst", "many"));

  private final ContributionRegistry contributions = new ContributionRegistry();
  private final PluginManager manager = manager();
  private Path directory = Path.of("");

  /** What each file is told; the key is the file's name. */
  private final Map<String, String> expected = new LinkedHashMap<>();

  @BeforeAll
  void startAll(@TempDir Path folder) throws IOException {
    directory = folder;
    Jars.tagging("a-sound").writeTo(directory);
    Jars.endpointOnly("z-sound", "/z").writeTo(directory);
    Files.createDirectory(directory.resolve("folder.jar"));
    Files.writeString(directory.resolve("notes.txt"), "no plugin");
    brokenFiles();
    brokenManifests();
    brokenContents();
    brokenStarts();
    brokenCompany();
    manager.start(directory);
  }

  @AfterAll
  void stopAll() {
    manager.close();
    assertThat(contributions.all(InboundHandler.class)).isEmpty();
  }

  private void brokenFiles() throws IOException {
    file("corrupt.jar", "this is no jar".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    expect("corrupt.jar", "is no readable jar");
    byte[] whole = Jars.tagging("cut").bytes();
    file("cut.jar", Arrays.copyOf(whole, whole.length / 2));
    expect("cut.jar", "is no readable jar");
    file("empty.jar", new byte[0]);
    expect("empty.jar", "is empty (0 bytes)");
  }

  private void brokenManifests() {
    put("no-id", PluginJar.named("no-id.jar").api("[0.1,1)"), "no Fairlead-Plugin-Id");
    put("bad-id", Jars.tagging("bad-id").id("Not An Id"), "'Not An Id' is no valid id");
    put("app", Jars.tagging("app").id("application"), "stands for the application itself");
    put("no-api", PluginJar.named("no-api.jar").id("no-api"), "no Fairlead-Plugin-Api");
    put("bad-api", Jars.tagging("bad-api").api("0.1"), "'0.1' is no range such as [0.1,1)");
    put("void-api", Jars.tagging("void-api").api("[2,1)"), "holds no version at all");
    put("other-api", Jars.tagging("other-api").api("[2,3)"), "needs API [2,3), and this runtime");
    put("bad-needs", Jars.tagging("bad-needs").requires("A B"), "Requires 'A B' is no valid id");
    put(
        "bad-required",
        Jars.tagging("bad-required").manifest("Fairlead-Plugin-Required", "perhaps"),
        "'perhaps' must be true or false");
  }

  private void brokenContents() throws IOException {
    put("nothing", manifestOnly("nothing"), "has neither a service entry");
    put(
        "absent",
        manifestOnly("absent").service("not.There"),
        "not.There, which is not in the jar");
    put(
        "no-plugin",
        manifestOnly("no-plugin").source("package np; public class X {}").service("np.X"),
        "np.X, which does not implement io.fairlead.api.plugin.Plugin");
    put(
        "no-constructor",
        entry("no-constructor", "public class Entry", "Entry(int number) {}"),
        "must be a public class with a public constructor");
    put(
        "not-public",
        entry("not-public", "class Entry", ""),
        "must be a public class with a public constructor");
    put(
        "abstract",
        entry("abstract", "public abstract class Entry", ""),
        "must be a public class with a public constructor");
    put("two", Jars.tagging("two").service("more.Entry"), "names 2 classes");
    put(
        "bad-constructor",
        entry(
            "bad-constructor",
            "public class Entry",
            "public Entry() { throw new IllegalStateException(\"at once\"); }"),
        "the constructor of p_bad_constructor.Entry failed: java.lang.IllegalStateException: at");
    byte[] newer = Jars.entry(Jars.tagging("newer").bytes(), "p_newer/Entry.class");
    newer[6] = 0;
    newer[7] = (byte) (44 + 99);
    put("newer", manifestOnly("newer").resource("p_newer/Entry.class", newer), "for Java 99");
    put("junk", manifestOnly("junk").resource("x/Junk.class", "junk"), "is no class file");
    put(
        "hidden-endpoint",
        manifestOnly("hidden-endpoint")
            .source(
                """
                package h;
                import jakarta.websocket.server.*;
                public class Outer {
                  @ServerEndpoint("/a") public class Inner {}
                  @ServerEndpoint("/b") public static abstract class Abstract {}
                  @ServerEndpoint("/c") static class Hidden {}
                  @ServerEndpoint("/d") public interface Shape {}
                }
                """),
        "has neither a service entry");
    Path library = library();
    put(
        "endpoint-library",
        manifestOnly("endpoint-library")
            .compiledAgainst(library)
            .source(
                """
                package e;
                @jakarta.websocket.server.ServerEndpoint("/e")
                public class Lacking { public lib.Greeting greeting; }
                """),
        "lib.Greeting is not in plugin 'endpoint-library'; put its library into");
    put(
        "annotation-library",
        manifestOnly("annotation-library")
            .compiledAgainst(library)
            .source(
                """
                package e;
                import jakarta.websocket.server.*;
                @ServerEndpoint(value = "/e", configurator = lib.Custom.class)
                public class Lacking {}
                """),
        "lib.Custom");
  }

  private void brokenStarts() throws IOException {
    Path library = library();
    put("throws", Jars.plugin("throws", "throw new Exception(\"out of\\nluck\");"), "out of luck");
    put(
        "wrong-config",
        Jars.plugin("wrong-config", "context.config().number(\"burst\", 1, 1, 9);"),
        "fairlead.plugins.wrong-config.burst: 'many' (given) must be a whole number from 1 to 9");
    put(
        "late",
        Jars.plugin("late", "new java.util.concurrent.CountDownLatch(1).await();"),
        "its start took longer than 5000 ms");
    put(
        "no-library",
        Jars.plugin("no-library", "new lib.Greeting().toString();").compiledAgainst(library),
        "lib.Greeting is not in plugin 'no-library'; put its library into the plugin jar's lib/");
    put(
        "internals",
        Jars.plugin("internals", "io.fairlead.core.config.Settings.all();"),
        "io.fairlead.core.config.Settings is not for plugins");
    put(
        "idle",
        Jars.plugin("idle", "throw new InactivePluginException(\"set fairlead.plugins.idle.x\");"),
        "set fairlead.plugins.idle.x");
  }

  private void brokenCompany() {
    put(
        "alone",
        Jars.tagging("alone").requires("nobody"),
        "requires plugin 'nobody', which is not");
    put("needs-bad", Jars.tagging("needs-bad").requires("nothing"), "'nothing', which did not");
    put("needs-late", Jars.tagging("needs-late").requires("throws"), "'throws', which did not");
    put("needs-idle", Jars.tagging("needs-idle").requires("idle"), "'idle', which did not");
    put(
        "ring-a",
        Jars.tagging("ring-a").requires("ring-b"),
        "(ring-a -> ring-b -> ring-c -> ring-a)");
    put(
        "ring-b",
        Jars.tagging("ring-b").requires("ring-c"),
        "(ring-b -> ring-c -> ring-a -> ring-b)");
    put(
        "ring-c",
        Jars.tagging("ring-c").requires("ring-a"),
        "(ring-c -> ring-a -> ring-b -> ring-c)");
    put("ring-self", Jars.tagging("ring-self").requires("ring-self"), "(ring-self -> ring-self)");
    put("at-ring", Jars.tagging("at-ring").requires("ring-a"), "'ring-a', which did not start");
    put("twin-1", Jars.tagging("twin-1").id("twin"), "'twin' is in twin-1.jar and twin-2.jar");
    put("twin-2", Jars.tagging("twin-2").id("twin"), "'twin' is in twin-1.jar and twin-2.jar");
  }

  @Test
  void startsTheSoundOnesAndTellsEachOtherWhatIsWrong() {
    Map<String, PluginReport> reports = byFile(manager.reports());
    assertThat(reports.get("a-sound.jar"))
        .extracting(PluginReport::status, PluginReport::message)
        .containsExactly(Status.STARTED, "started");
    assertThat(reports.get("z-sound.jar").status()).isEqualTo(Status.STARTED);
    expected.forEach(
        (file, part) -> {
          Status status = file.equals("idle.jar") ? Status.INACTIVE : Status.FAILED;
          assertThat(reports.get(file).status()).as(file).isEqualTo(status);
          assertThat(reports.get(file).message()).as(file).contains(part).doesNotContain("\n");
        });
    assertThat(reports).hasSize(expected.size() + 2);
    assertThat(contributions.all(InboundHandler.class)).hasSize(1);
    assertThat(manager.endpoints()).hasSize(1);
  }

  @Test
  void inspectingFindsAllThatCanBeFoundWithoutAStart() {
    Map<String, PluginReport> reports = byFile(PluginManager.inspect(directory, CONFIG));
    List<String> onlyAtStart =
        List.of(
            "throws.jar",
            "wrong-config.jar",
            "late.jar",
            "no-library.jar",
            "internals.jar",
            "idle.jar",
            "needs-late.jar",
            "needs-idle.jar",
            "a-sound.jar",
            "z-sound.jar");
    reports.forEach(
        (file, report) -> {
          if (onlyAtStart.contains(file)) {
            assertThat(report.status()).as(file).isEqualTo(Status.CHECKED);
          } else {
            assertThat(report.status()).as(file).isEqualTo(Status.FAILED);
            assertThat(report.message()).as(file).contains(expected.get(file));
          }
        });
    assertThat(reports).hasSize(expected.size() + 2);
  }

  @Test
  void theDocumentationHasARowForEveryMessageAndNoOther() throws IOException {
    List<Pattern> rows = documentedMessages();
    assertThat(rows).isNotEmpty();
    List<String> messages =
        manager.reports().stream()
            .filter(report -> report.status() != Status.STARTED)
            .map(PluginReport::message)
            .toList();
    assertThat(messages)
        .allSatisfy(
            message ->
                assertThat(rows).as(message).anyMatch(row -> row.matcher(message).matches()));
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(messages)
                    .as(row.pattern())
                    .anyMatch(message -> row.matcher(message).matches()));
  }

  @Test
  void aMissingDirectoryIsAnError() {
    assertThatExceptionOfType(PluginException.class)
        .isThrownBy(() -> manager().start(directory.resolve("nowhere")))
        .withMessageContaining("nowhere does not exist; create it");
    assertThatExceptionOfType(PluginException.class)
        .isThrownBy(() -> PluginManager.inspect(directory.resolve("notes.txt"), CONFIG))
        .withMessageContaining("notes.txt is no directory");
  }

  /** The message column of the table under "Problems"; an ellipsis stands for any text. */
  private static List<Pattern> documentedMessages() throws IOException {
    String text = Files.readString(DOCS);
    String section = text.substring(text.indexOf("## Problems"));
    return section
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .map(
            message ->
                Pattern.compile(
                    Arrays.stream(message.split("…", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".+"))))
        .toList();
  }

  private PluginManager manager() {
    return new PluginManager(
        CONFIG, contributions, new DefaultConnectionRegistry(), Clock.systemUTC());
  }

  private static Map<String, PluginReport> byFile(List<PluginReport> reports) {
    return reports.stream()
        .collect(
            Collectors.toMap(
                report -> String.valueOf(report.jar().getFileName()), Function.identity()));
  }

  private void put(String name, PluginJar jar, String message) {
    assertThat(jar.writeTo(directory)).hasFileName(name + ".jar");
    expect(name + ".jar", message);
  }

  private void expect(String file, String message) {
    expected.put(file, message);
  }

  private void file(String name, byte[] content) throws IOException {
    Files.write(directory.resolve(name), content);
  }

  private Path library() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("libraries"));
    return PluginJar.named("greeting.jar")
        .source("package lib; public class Greeting {}")
        .source(
            """
            package lib;
            import jakarta.websocket.server.*;
            public class Custom extends ServerEndpointConfig.Configurator {}
            """)
        .writeTo(folder);
  }

  private static PluginJar manifestOnly(String id) {
    return PluginJar.named(id + ".jar").id(id).version("1").api("[0.1,1)");
  }

  private static PluginJar entry(String id, String declaration, String member) {
    String in = Jars.packageOf(id);
    return manifestOnly(id)
        .service(in + ".Entry")
        .source(
            """
            package %s;
            import io.fairlead.api.plugin.*;
            %s implements Plugin {
              %s
              @Override public void start(PluginContext context) {}
            }
            """
                .formatted(in, declaration, member));
  }
}
