package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.hosting.FairleadConfigurator;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.PluginEndpoint;
import io.fairlead.core.plugin.PluginException;
import io.fairlead.core.plugin.PluginManager;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginManagerTest {

  /** Where plugins of a test write down what happens to them. */
  static final String DIARY = "fairlead.test.diary";

  @TempDir Path directory;
  private final ContributionRegistry contributions = new ContributionRegistry();
  private final DefaultConnectionRegistry connections = new DefaultConnectionRegistry();

  @AfterEach
  void forgetTheDiary() {
    System.clearProperty(DIARY);
  }

  @Test
  void startsAfterWhatIsRequiredElseByIdAndStopsInReverse() {
    diarist("a").requires("z").writeTo(directory);
    diarist("b").writeTo(directory);
    diarist("c").requires("a", "m").writeTo(directory);
    diarist("m").writeTo(directory);
    diarist("z").writeTo(directory);
    try (PluginManager manager = start(Map.of())) {
      assertThat(manager.reports()).allMatch(report -> report.status() == Status.STARTED);
    }
    assertThat(System.getProperty(DIARY)).isEqualTo("+b+m+z+a+c-c-a-z-m-b");
  }

  @Test
  void ordersHandlersByNumberThenId() {
    handler("c", -5).writeTo(directory);
    handler("b", 0).writeTo(directory);
    handler("a", 0).writeTo(directory);
    handler("d", 3).writeTo(directory);
    try (PluginManager manager = start(Map.of())) {
      assertThat(manager.reports()).hasSize(4);
      assertThat(contributions.all(InboundHandler.class))
          .extracting(Contributed::owner)
          .containsExactly("c", "a", "b", "d");
    }
  }

  @Test
  void keepsPluginsAndTheRuntimeApart() {
    String look =
        """
        StringBuilder seen = new StringBuilder();
        for (String name : new String[] {
            "io.fairlead.api.plugin.Plugin", "jakarta.websocket.Session",
            "org.apache.logging.log4j.Logger", "org.apache.logging.log4j.util.Strings",
            "org.jspecify.annotations.Nullable", "java.sql.Connection", "javax.crypto.Cipher",
            "sun.misc.Unsafe", "shared.Thing",
            "org.apache.logging.log4j.core.Logger", "io.fairlead.core.plugin.PluginManager",
            "io.fairlead.testkit.PluginJar", "io.smallrye.config.SmallRyeConfig",
            "org.junit.jupiter.api.Test", "p_other.Entry"}) {
          try {
            Class<?> type = Class.forName(name, false, getClass().getClassLoader());
            boolean own = type.getClassLoader() == getClass().getClassLoader();
            seen.append(own ? "own " : "yes ");
          } catch (ClassNotFoundException e) {
            seen.append("no ");
          }
        }
        seen.append(new shared.Thing().version());
        seen.append(" tccl=" + (Thread.currentThread().getContextClassLoader() == getClass().getClassLoader()));
        seen.append(" resources=" + java.util.Collections.list(getClass().getClassLoader()
            .getResources("META-INF/services/io.fairlead.api.plugin.Plugin")).size());
        seen.append(" foreign=" + java.util.Collections.list(getClass().getClassLoader()
            .getResources("META-INF/services/org.junit.platform.engine.TestEngine")).size());
        seen.append(" manifests=" + java.util.Collections.list(getClass().getClassLoader()
            .getResources("META-INF/MANIFEST.MF")).size());
        seen.append(" text=" + new String(getClass().getResourceAsStream("/note.txt").readAllBytes()));
        System.setProperty("fairlead.test.diary", seen.toString());
        """;
    Jars.plugin("looker", look)
        .source("package shared; public class Thing { public int version() { return 1; } }")
        .lib(PluginJar.named("unused.jar").source("package unused; public class Unused {}"))
        .resource("note.txt", "mine")
        .writeTo(directory);
    Jars.plugin("other", "new shared.Thing().version();")
        .source("package shared; public class Thing { public int version() { return 2; } }")
        .writeTo(directory);
    try (PluginManager manager = start(Map.of())) {
      assertThat(manager.reports()).allMatch(report -> report.status() == Status.STARTED);
    }
    assertThat(System.getProperty(DIARY))
        .isEqualTo(
            "yes yes yes yes yes yes yes yes own no no no no no no 1 tccl=true resources=1"
                + " foreign=0 manifests=2 text=mine");
  }

  @Test
  void loadsNestedLibrariesEachPluginItsOwnVersion() {
    for (int version = 1; version <= 2; version++) {
      PluginJar library =
          PluginJar.named("greeting.jar")
              .source(
                  """
                  package lib;
                  public class Greeting { public static String text() { return "v%d"; } }
                  """
                      .formatted(version));
      Path compiled = library.writeTo(libraries());
      Jars.plugin("p" + version, note("lib.Greeting.text()"))
          .compiledAgainst(compiled)
          .lib(library)
          .writeTo(directory);
    }
    try (PluginManager manager = start(Map.of())) {
      assertThat(manager.reports()).allMatch(report -> report.status() == Status.STARTED);
    }
    assertThat(System.getProperty(DIARY)).isEqualTo("v1v2");
  }

  @Test
  void aRequiredPluginsClassesAndResourcesAreTheSameForThoseThatRequireIt() {
    PluginJar base =
        Jars.plugin("base", note("String.valueOf(System.identityHashCode(shared.Api.class))"))
            .source("package shared; public interface Api { String NAME = \"api\"; }")
            .resource("base.txt", "from base");
    Path compiled = base.writeTo(directory);
    Jars.plugin(
            "user",
            """
            String before = System.getProperty("fairlead.test.diary");
            boolean same = before.equals(String.valueOf(System.identityHashCode(shared.Api.class)));
            String text = new String(getClass().getResourceAsStream("/base.txt").readAllBytes());
            System.setProperty("fairlead.test.diary", same + " " + text);
            """)
        .compiledAgainst(compiled)
        .requires("base")
        .writeTo(directory);
    try (PluginManager manager = start(Map.of())) {
      assertThat(manager.reports()).allMatch(report -> report.status() == Status.STARTED);
    }
    assertThat(System.getProperty(DIARY)).isEqualTo("true from base");
  }

  @Test
  void findsEndpointsWithAndWithoutAPluginClass() {
    Jars.endpointOnly("echo", "/echo").writeTo(directory);
    Jars.tagging("both")
        .source(
            """
            package nested;
            public class Outer {
              @jakarta.websocket.server.ServerEndpoint("/inner") public static class Inner {}
              @jakarta.websocket.server.ServerEndpoint("/no") public class NotThis {}
            }
            """)
        .source(
            """
            package nested;
            @jakarta.websocket.server.ServerEndpoint("/outer") public record Point(int x) {}
            """)
        .writeTo(directory);
    Jars.plugin("failing", "throw new Exception();")
        .source("@jakarta.websocket.server.ServerEndpoint(\"/f\") public class Failing {}")
        .writeTo(directory);
    try (PluginManager manager = start(Map.of())) {
      assertThat(manager.endpoints())
          .extracting(PluginEndpoint::pluginId, endpoint -> endpoint.type().getName())
          .containsExactly(
              tuple("both", "nested.Outer$Inner"),
              tuple("both", "nested.Point"),
              tuple("echo", "p_echo.Echo"));
      assertThat(report(manager, "echo.jar").endpoints()).containsExactly("p_echo.Echo");
    }
  }

  @Test
  void runsFromAPrivateCopyAndDeletesItAtClose() throws IOException {
    Path jar = Jars.endpointOnly("echo", "/echo").writeTo(directory);
    PluginManager manager = start(Map.of());
    URLClassLoader loader = (URLClassLoader) manager.endpoints().get(0).type().getClassLoader();
    Path copy = Path.of(URI.create(loader.getURLs()[0].toString()));
    Path work = copy.getParent().getParent();
    Files.write(jar, new byte[0]);
    assertThat(copy).isNotEqualTo(jar).isNotEmptyFile();
    if (Files.getFileStore(work).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(work)))
          .isEqualTo("rwx------");
    }
    manager.close();
    manager.close();
    assertThat(work).doesNotExist();
    assertThat(loader.findResource("p_echo/Echo.class")).isNull();
  }

  @Test
  void inspectStartsNothingAndLeavesNothingBehind() {
    String place =
        """
        public Entry() {
          System.setProperty("fairlead.test.place",
              getClass().getProtectionDomain().getCodeSource().getLocation().toString());
        }
        """;
    Jars.plugin("quiet", note("\"+\""), "", place).writeTo(directory);
    List<PluginReport> reports = PluginManager.inspect(directory, FairleadConfig.of(Map.of()));
    assertThat(reports)
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.status()).isEqualTo(Status.CHECKED);
              assertThat(report.descriptor()).isNotNull();
              assertThat(report.descriptor().version()).isEqualTo("1.2.3");
            });
    assertThat(System.getProperty(DIARY)).isNull();
    Path copy = Path.of(URI.create(System.clearProperty("fairlead.test.place")));
    assertThat(copy.getParent().getParent()).doesNotExist();
  }

  @Test
  void anEndpointMayNameTheConfigurator() {
    Jars.endpointOnly("named", "/named")
        .source(
            """
            package own;
            import jakarta.websocket.server.*;
            public class Mine extends io.fairlead.core.hosting.FairleadConfigurator {}
            """)
        .source(
            """
            package own;
            import jakarta.websocket.server.*;
            @ServerEndpoint(value = "/mine", configurator = Mine.class)
            public class End {}
            """)
        .writeTo(directory);
    try (PluginManager manager = start(Map.of())) {
      assertThat(manager.reports()).extracting(PluginReport::message).containsExactly("started");
      Class<?> end = manager.endpoints().get(0).type();
      assertThat(end.getAnnotation(ServerEndpoint.class).configurator())
          .isAssignableTo(FairleadConfigurator.class);
    }
  }

  @Test
  void startsOnceOnly() {
    PluginManager manager = start(Map.of());
    assertThatIllegalStateException().isThrownBy(() -> manager.start(directory));
    manager.close();
  }

  @Test
  void closesWithinADeadlineOverAllWherePluginsHang() {
    for (int i = 0; i < 4; i++) {
      Jars.plugin("hang-" + i, "", "new java.util.concurrent.CountDownLatch(1).await();", "")
          .writeTo(directory);
    }
    diarist("a").writeTo(directory);
    PluginManager manager = start(Map.of("fairlead.plugin-stop-timeout", "10m"));
    assertTimeoutPreemptively(Duration.ofMinutes(1), () -> manager.close(Duration.ofMillis(100)));
    assertThat(contributions.all(InboundHandler.class)).isEmpty();
  }

  @Test
  void leavesOutAPluginThatTurnsOutBadAndThoseThatNeedIt() {
    diarist("base").writeTo(directory);
    diarist("user").requires("base").writeTo(directory);
    diarist("other").writeTo(directory);
    try (PluginManager manager = start(Map.of())) {
      manager.leaveOut("base", "its endpoint breaks a rule");
      assertThat(report(manager, "base.jar").message()).isEqualTo("its endpoint breaks a rule");
      assertThat(report(manager, "user.jar").message()).contains("'base', which did not start");
      assertThat(report(manager, "other.jar").status()).isEqualTo(Status.STARTED);
      assertThat(System.getProperty(DIARY)).isEqualTo("+base+other+user-user-base");
    }
    assertThat(System.getProperty(DIARY)).isEqualTo("+base+other+user-user-base-other");
  }

  // --- required ----------------------------------------------------------------------------------

  @Test
  void aBrokenRequiredPluginStopsTheStartAndAllThatHadStarted() {
    diarist("early").writeTo(directory);
    Jars.plugin("late", "throw new Exception(\"bad day\");").writeTo(directory);
    assertThatExceptionOfType(PluginException.class)
        .isThrownBy(() -> start(Map.of("fairlead.plugins.late.required", "true")))
        .withMessage(
            "required plugin 'late' (late.jar) does not work: java.lang.Exception: bad day");
    assertThat(System.getProperty(DIARY)).isEqualTo("+early-early");
    assertThat(contributions.all(InboundHandler.class)).isEmpty();
  }

  @Test
  void aPluginIsRequiredByItsManifest() {
    Jars.plugin("guard", "throw new Exception();")
        .manifest("Fairlead-Plugin-Required", "true")
        .writeTo(directory);
    refuses(Map.of(), "required plugin 'guard'");
    starts(Map.of("fairlead.plugins.guard.required", "false"));
  }

  @Test
  void anAuthenticatorIsRequiredEvenWhereItFailsBeforeItAddsOne() {
    Jars.plugin(
            "door",
            """
            if (context.config().keys().isEmpty()) { throw new Exception("no key"); }
            context.contributions().add(Authenticator.class, handshake -> null);
            """)
        .writeTo(directory);
    refuses(
        Map.of(), "required plugin 'door' (door.jar) does not work: java.lang.Exception: no key");
    starts(Map.of("fairlead.plugins.door.required", "false"));
  }

  @Test
  void anAuthenticatorFromALibraryIsRequiredOnceItIsAdded() {
    PluginJar library =
        PluginJar.named("door.jar")
            .source(
                """
                package lib;
                import io.fairlead.api.plugin.*;
                public class Door {
                  public static void add(Contributions all) {
                    all.add(Authenticator.class, handshake -> null).close();
                  }
                }
                """);
    Path compiled = library.writeTo(libraries());
    Jars.plugin(
            "hidden-door",
            "lib.Door.add(context.contributions()); throw new Exception(\"half way\");")
        .compiledAgainst(compiled)
        .lib(library)
        .writeTo(directory);
    refuses(Map.of(), "required plugin 'hidden-door'");
  }

  @Test
  void anAuthenticatorForAnotherApiStopsTheStartToo() {
    Jars.plugin("door", "context.contributions().add(Authenticator.class, handshake -> null);")
        .api("[7,8)")
        .writeTo(directory);
    refuses(Map.of(), "required plugin 'door' (door.jar) does not work: needs API [7,8)");
  }

  @Test
  void rateLimitIsRequiredByItsId() {
    Jars.plugin("rate-limit", "throw new Exception();").writeTo(directory);
    refuses(Map.of(), "required plugin 'rate-limit'");
    starts(Map.of("fairlead.plugins.rate-limit.required", "false"));
  }

  @Test
  void aRequiredPluginMustBeThere() {
    refuses(Map.of("fairlead.plugins.gone.required", "true"), "has that id; add it");
    starts(Map.of("fairlead.plugins.gone.colour", "red"));
    assertThat(
            PluginManager.inspect(
                directory, FairleadConfig.of(Map.of("fairlead.plugins.gone.required", "true"))))
        .singleElement()
        .extracting(PluginReport::status, PluginReport::required)
        .containsExactly(Status.FAILED, true);
    assertThatExceptionOfType(PluginException.class)
        .isThrownBy(
            () -> manager(Map.of("fairlead.plugins.gone.required", "true")).startWithoutDirectory())
        .withMessageContaining("no plugin directory is set");
  }

  @Test
  void aPluginRequiredByTheConfigurationMustNotBeInactive() {
    Jars.plugin("idle", "throw new InactivePluginException(\"set x\");").writeTo(directory);
    refuses(Map.of("fairlead.plugins.idle.required", "true"), "is required and inactive: set x");
    try (PluginManager manager = start(Map.of())) {
      assertThat(report(manager, "idle.jar").status()).isEqualTo(Status.INACTIVE);
    }
  }

  @Test
  void startsPluginsOfTwoDirectoriesAsIfTheyLayInOne() {
    diarist("a").requires("z").writeTo(directory);
    diarist("c").writeTo(directory);
    diarist("b").writeTo(second());
    diarist("z").writeTo(second());
    try (PluginManager manager = startBoth()) {
      assertThat(manager.reports()).hasSize(4).allMatch(r -> r.status() == Status.STARTED);
    }
    assertThat(System.getProperty(DIARY)).isEqualTo("+b+c+z+a-a-z-c-b");
  }

  @Test
  void refusesBothJarsOfOneIdInTwoDirectories() {
    diarist("twin").writeTo(directory);
    diarist("twin").writeTo(second());
    diarist("other").writeTo(second());
    try (PluginManager manager = startBoth()) {
      assertThat(manager.reports())
          .filteredOn(report -> report.status() == Status.FAILED)
          .hasSize(2)
          .allMatch(report -> report.jar().endsWith("twin.jar"));
    }
    assertThat(System.getProperty(DIARY)).isEqualTo("+other-other");
  }

  @Test
  void findsARequiredPluginInEitherDirectory() {
    diarist("there").writeTo(second());
    PluginManager manager = manager(Map.of("fairlead.plugins.there.required", "true"));
    manager.start(directory, second());
    manager.close();
    assertThatExceptionOfType(PluginException.class)
        .isThrownBy(
            () ->
                manager(Map.of("fairlead.plugins.gone.required", "true"))
                    .start(directory, second()))
        .withMessageContaining(directory.toString())
        .withMessageContaining(second().toString());
  }

  @Test
  void secondDirectoryThatIsMissingStopsTheStart() {
    diarist("a").writeTo(directory);
    assertThatExceptionOfType(PluginException.class)
        .isThrownBy(() -> manager(Map.of()).start(directory, directory.resolve("none")))
        .withMessageContaining("does not exist");
    assertThat(System.getProperty(DIARY)).isNull();
  }

  private PluginManager startBoth() {
    PluginManager manager = manager(Map.of());
    manager.start(directory, second());
    return manager;
  }

  private void refuses(Map<String, String> config, String message) {
    assertThatExceptionOfType(PluginException.class)
        .isThrownBy(() -> start(config))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private void starts(Map<String, String> config) {
    start(config).close();
  }

  private PluginManager start(Map<String, String> config) {
    PluginManager manager = manager(config);
    manager.start(directory);
    return manager;
  }

  private PluginManager manager(Map<String, String> config) {
    return new PluginManager(
        FairleadConfig.of(config), contributions, connections, Clock.systemUTC());
  }

  private static PluginReport report(PluginManager manager, String file) {
    return manager.reports().stream()
        .filter(report -> report.jar().endsWith(file))
        .findFirst()
        .orElseThrow();
  }

  private static PluginJar diarist(String id) {
    return Jars.plugin(id, note("\"+" + id + "\""), note("\"-" + id + "\""), "");
  }

  private static PluginJar handler(String id, int order) {
    return Jars.plugin(
        id,
        "context.contributions().add(InboundHandler.class, (message, chain) -> chain.proceed(), "
            + order
            + ");");
  }

  private static String note(String expression) {
    return "System.setProperty(\"%s\", System.getProperty(\"%s\", \"\") + %s);"
        .formatted(DIARY, DIARY, expression);
  }

  private Path libraries() {
    return below("libraries");
  }

  private Path second() {
    return below("second");
  }

  private Path below(String name) {
    try {
      return Files.createDirectories(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
