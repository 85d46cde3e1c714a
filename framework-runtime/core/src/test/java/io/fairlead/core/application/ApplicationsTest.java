package io.fairlead.core.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.application.ApplicationContext;
import io.fairlead.api.application.FairleadApplication;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.core.admission.Places;
import io.fairlead.core.admission.RevocationList;
import io.fairlead.core.admission.StagedAdmission;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Messaging;
import io.fairlead.core.security.AccessGuard;
import io.fairlead.core.security.Policies;
import io.fairlead.core.support.CapturedLog;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationsTest {

  private static final TokenIssuer ISSUER = (identity, lifetime) -> "token";
  private static final ErrorHandler HANDLER = (context, error) -> ErrorDecision.next();

  /** What the applications did: the class loader makes them, so there is no other way to ask. */
  private static final List<String> JOURNAL = new ArrayList<>();

  private final Path directory;
  private final ContributionRegistry contributions = new ContributionRegistry();
  private final DefaultConnectionRegistry connections = new DefaultConnectionRegistry();

  ApplicationsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** Contributes, and notes what happens to it. */
  public abstract static class Noting implements FairleadApplication {
    private @Nullable ApplicationContext context;

    @Override
    public void start(ApplicationContext context) throws Exception {
      this.context = context;
      context.contributions().add(ErrorHandler.class, HANDLER);
      JOURNAL.add("start " + getClass().getSimpleName());
    }

    @Override
    public void stop() throws Exception {
      JOURNAL.add("stop " + getClass().getSimpleName());
      assertThatThrownBy(() -> context.contributions().add(ErrorHandler.class, HANDLER))
          .hasMessageContaining("has stopped");
    }
  }

  public static class A extends Noting {}

  public static class B extends Noting {}

  public static class C extends Noting {
    @Override
    public void stop() throws Exception {
      super.stop();
      throw new NoClassDefFoundError("gone/Already");
    }
  }

  public static class Failing extends Noting {
    @Override
    public void start(ApplicationContext context) throws Exception {
      super.start(context);
      throw new IOException("no database\nat all");
    }
  }

  public static class Looking implements FairleadApplication {
    @Override
    public void start(ApplicationContext context) {
      JOURNAL.add(
          "%s %s %s"
              .formatted(
                  context.tokens().isPresent(),
                  context.connections().size(),
                  Thread.currentThread().getContextClassLoader().getClass().getSimpleName()));
    }
  }

  public static class Broken extends A {
    public Broken() {
      throw new IllegalStateException("too early");
    }
  }

  static class Hidden extends A {}

  @BeforeEach
  @AfterEach
  void forget() {
    JOURNAL.clear();
  }

  private URLClassLoader loader(String... archives) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entries : archives) {
      Path root = directory.resolve("archive-" + urls.size());
      Path file = root.resolve(ServiceEntry.SERVICE);
      Files.createDirectories(file.getParent());
      Files.writeString(file, entries);
      urls.add(root.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), getClass().getClassLoader());
  }

  private static String name(Class<?> type) {
    return type.getName() + "\n";
  }

  private Applications start(ClassLoader loader) {
    FairleadConfig config = FairleadConfig.of(Map.of("fairlead.auth.mode", "none"));
    RevocationList revoked = new RevocationList(config, Clock.systemUTC());
    StagedAdmission admission =
        new StagedAdmission(config, contributions, Clock.systemUTC(), Places.UNLIMITED, revoked);
    AccessGuard guard =
        new AccessGuard(
            config, connections, admission, revoked, new Heartbeats(config), Clock.systemUTC());
    return Applications.start(
        loader,
        contributions,
        connections,
        Messaging.NONE,
        Optional.of(ISSUER),
        guard,
        new Policies(admission, guard));
  }

  private void refused(String entry, String... words) throws IOException {
    try (URLClassLoader loader = loader(entry + "\n")) {
      assertThatThrownBy(() -> start(loader))
          .isInstanceOf(ApplicationException.class)
          .message()
          .contains("archive-0/" + ServiceEntry.SERVICE)
          .contains(words)
          .doesNotContain("\n");
    }
    assertThat(contributions.all(ErrorHandler.class)).isEmpty();
  }

  @Test
  void startsByNameWhereverTheyStandAndStopsInTheOppositeOrder() throws Exception {
    try (URLClassLoader loader = loader("# ours\n" + name(C.class) + name(A.class), name(B.class));
        Applications applications = start(loader)) {
      assertThat(JOURNAL).containsExactly("start A", "start B", "start C");
      assertThat(contributions.all(ErrorHandler.class))
          .hasSize(3)
          .extracting(Contributed::owner)
          .containsOnly("application");

      try (CapturedLog log = new CapturedLog()) {
        applications.close();
        assertThat(String.join("\n", log.lines()))
            .contains("WARN " + C.class.getName() + ".stop() threw")
            .contains("gone/Already");
      }

      assertThat(JOURNAL)
          .containsExactly("start A", "start B", "start C", "stop C", "stop B", "stop A");
      assertThat(contributions.all(ErrorHandler.class)).isEmpty();
    }
    assertThat(JOURNAL).as("closed twice").hasSize(6);
  }

  @Test
  void startsOnceWhatIsNamedTwice() throws Exception {
    try (URLClassLoader loader = loader(name(A.class), name(A.class));
        Applications applications = start(loader)) {
      assertThat(applications).isNotNull();
      assertThat(JOURNAL).containsExactly("start A");
    }
  }

  @Test
  void handsOutTokensAndConnectionsUnderTheClassLoaderOfTheApplication() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = loader(name(Looking.class));
        Applications applications = start(loader)) {
      assertThat(applications).isNotNull();
      assertThat(JOURNAL).containsExactly("true 0 URLClassLoader");
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }
  }

  @Test
  void startsNothingWithoutEntries() throws Exception {
    try (URLClassLoader loader = loader("# none\n\n");
        Applications applications = start(loader)) {
      assertThat(applications).isNotNull();
    }
  }

  @Test
  void startThatThrowsTakesEverythingBack() throws Exception {
    refused(
        name(A.class) + name(B.class) + name(Failing.class),
        Failing.class.getName() + ".start() threw java.io.IOException: no database at all",
        "the server does not start",
        "mend the cause");
    assertThat(JOURNAL).containsExactly("start A", "start B", "start Failing", "stop B", "stop A");
  }

  @Test
  void namesClassThatIsNotThere() throws IOException {
    refused("app.Gone", "names app.Gone, which is not on the application's class path", "correct");
  }

  @Test
  void namesClassOfAnotherKind() throws IOException {
    refused("java.lang.String", "java.lang.String, which does not implement", "fairlead-api");
  }

  @Test
  void namesClassThatCannotBeMade() throws IOException {
    refused(Hidden.class.getName(), Hidden.class.getName(), "must be a public class");
    refused(Noting.class.getName(), Noting.class.getName(), "must be a public class");
    refused(Broken.class.getName(), "constructor threw java.lang.IllegalStateException: too early");
  }

  @Test
  void namesClassThatCannotBeLoaded() throws IOException {
    Path type = directory.resolve("archive-0/Half.class");
    Files.createDirectories(type.getParent());
    Files.write(type, new byte[] {1, 2, 3, 4});
    refused("Half", "Half, which cannot be loaded: java.lang.ClassFormatError", "build it again");
  }
}
