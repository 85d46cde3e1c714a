package io.fairlead.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.plugin.PluginDescriptor;
import io.fairlead.core.application.ApplicationException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in this JVM, with a server that cannot start and tokens that can be read. */
class CommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path directory;
  private List<PluginReport> reports = List.of();
  private Exception failure = new IllegalStateException("engine\n on fire");

  CommandTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("conf"));
    Files.createDirectories(directory.resolve("plugins"));
  }

  private int run(String... args) {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    Backend backend =
        new Backend(
            config -> {
              throw failure;
            },
            CommandTest::readableToken,
            (plugins, config) -> reports);
    return new Cli(new Home(directory), terminal, backend).execute(args);
  }

  private static String readableToken(
      FairleadConfig config, String subject, Duration lifetime, Map<String, Object> claims) {
    if (subject.equals("refused")) {
      throw new IllegalArgumentException("the subject is refused");
    }
    return subject
        + " "
        + lifetime
        + " "
        + claims
        + " "
        + Path.of(config.get(Settings.JWT_SECRET_FILE)).getFileName();
  }

  private String stdout() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String stderr() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void assertOneLine(String... parts) {
    assertThat(stderr().lines()).hasSize(1);
    assertThat(stderr()).contains(parts).doesNotContain("\tat ", "Exception");
    assertThat(stdout()).isEmpty();
  }

  @Test
  void withoutACommandShowsHelp() {
    assertThat(run()).isZero();
    assertThat(stdout()).contains("Usage: fairlead", "run", "token", "Exit codes:");
    assertThat(stderr()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "token", "plugins"})
  void everyCommandHasHelpWithExamplesAndVersion(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(stdout()).contains("Usage: fairlead " + command, "Examples:", "--config", "-D");
    assertThat(stdout()).doesNotContain("--exit-with-parent", "\u001B");
    out.reset();
    assertThat(run(command, "--version")).isZero();
    assertThat(stdout()).startsWith("fairlead ").contains("(Java ");
    assertThat(stderr()).isEmpty();
  }

  @Test
  void wrongOptionIsOneLineWithTheNearestAndExit2() {
    assertThat(run("run", "--prot", "1")).isEqualTo(2);
    assertOneLine("fairlead run: ", "'--prot'", "fairlead run --help");
    assertThat(stderr()).contains("did you mean '--port'?");
  }

  @Test
  void wrongCommandIsOneLineAndExit2() {
    assertThat(run("rum")).isEqualTo(2);
    assertOneLine("fairlead: ", "'rum'", "did you mean", "run");
  }

  @Test
  void missingOptionIsOneLineAndExit2() {
    assertThat(run("token")).isEqualTo(2);
    assertOneLine("fairlead token: ", "--subject");
  }

  @ParameterizedTest
  @CsvSource({
    "-Dfairlead.server.prot=1, unknown key 'fairlead.server.prot' (-D); did you mean 'fairlead.server.port'?",
    "-Dfairlead.server.port=80a, fairlead.server.port: '80a' (-D) must be a whole number from 0 to 65535",
    "--port=70000, fairlead.server.port: '70000' (--port) must be a whole number from 0 to 65535",
    "-Dfairlead.server.port, -Dfairlead.server.port: write -Dfairlead.server.port=<value>",
    "-Dport=1, -Dport: is no setting of Fairlead; options of the JVM go into JAVA_OPTS",
    "--plugins=/no/such/dir, --plugins: there is no directory '/no/such/dir'",
    "-Dfairlead.plugins-directory=/no/such/dir, fairlead.plugins-directory: there is no directory '/no/such/dir'",
    "--config=/no/such.yaml, /no/such.yaml: there is no such configuration file",
  })
  void whatCanBePutRightIsOneLineAndExit2(String option, String expected) {
    assertThat(run("run", option)).isEqualTo(2);
    assertThat(stderr().lines().filter(line -> !line.contains("made a development key")))
        .containsExactly("fairlead run: " + expected);
    assertThat(stdout()).isEmpty();
  }

  @Test
  void everyProblemOfTheFileGetsALine() throws IOException {
    Files.writeString(
        directory.resolve("conf/fairlead.yaml"), "fairlead:\n  a: 1\n  server.port: x\n");
    assertThat(run("run")).isEqualTo(2);
    assertThat(stderr().lines()).hasSize(2).allMatch(line -> line.startsWith("fairlead run: "));
    assertThat(stderr()).contains("fairlead.yaml, line 2", "fairlead.yaml, line 3");
  }

  @Test
  void networkAddressWithoutKeyIsRefusedAndTheSettingsAreNamed() {
    assertThat(run("run", "--host", "0.0.0.0")).isEqualTo(2);
    assertOneLine("fairlead.auth.jwt.secret-file", "fairlead.auth.jwt.jwks", "loopback");
    assertThat(directory.resolve("conf/dev-key")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "bind(..) failed: Address already in use, --port",
    "Address already in use: bind, --port",
    "bind(..) failed with error(-13): Permission denied, 1024",
    "Cannot assign requested address: bind, --host",
    "Failed to bind to: localhost/127.0.0.1:80, --host",
  })
  void addressThatCannotBeBoundIsOneLineAndExit2(String message, String cure) {
    failure = new IllegalStateException("start failed", new IOException(message));
    assertThat(run("run", "-Dfairlead.auth.jwt.secret=" + "x".repeat(32))).isEqualTo(2);
    assertThat(stderr().lines()).hasSize(1);
    assertThat(stderr()).startsWith("fairlead run: ").contains(message, cure);
    err.reset();
    failure = new BindException("Address already in use");
    assertThat(run("run", "-Dfairlead.auth.jwt.secret=" + "x".repeat(32))).isEqualTo(2);
    assertThat(stderr().lines()).hasSize(1);
  }

  @Test
  void unexpectedFailureIsExit1AndShowsItsStackOnlyWhenAsked() {
    String secret = "-Dfairlead.auth.jwt.secret=" + "x".repeat(32);
    assertThat(run("run", secret)).isEqualTo(1);
    assertThat(stderr())
        .isEqualTo(
            "fairlead run: failed: IllegalStateException: engine on fire;"
                + " run it again with --debug to see where\n");
    assertThat(run("run", secret, "--debug")).isEqualTo(1);
    assertThat(stderr()).contains("\tat io.fairlead.standalone.cli.CommandTest");
  }

  @Test
  void tokenCarriesSubjectLifetimeAndTypedClaims() {
    assertThat(
            run(
                "token",
                "--subject",
                "alice",
                "--expires",
                "90m",
                "--claim",
                "n=5",
                "--claim",
                "zip=01234",
                "--claim",
                "roles=[\"a\",\"b\"]",
                "--claim",
                "t=true",
                "--claim",
                "q=a=b",
                "--claim",
                "e=",
                "--claim",
                "x=null"))
        .isZero();
    assertThat(stdout())
        .isEqualTo(
            "alice PT1H30M {n=5, zip=01234, roles=[a, b], t=true, q=a=b, e=, x=null} dev-key\n");
    assertThat(stderr()).contains("made a development key");
    assertThat(Claims.parse(List.of("n=5", "f=1.5", "z=01234", "two=1 2", "s=\"5\"")))
        .isEqualTo(
            Map.of("n", BigInteger.valueOf(5), "f", 1.5, "z", "01234", "two", "1 2", "s", "5"));
  }

  @ParameterizedTest
  @CsvSource({
    "--claim=sub=bob, --claim sub: use --subject for it",
    "--claim=nothing, --claim nothing: write --claim name=value",
    "--expires=soon, '--expires: ''soon'' must be a duration such as 500ms, 10s, 5m or 1h, at most 36500d'",
    "--expires=10ms, --expires: '10ms' must be at least 1s",
    "-Dfairlead.auth.mode=none, tokens are of no use here: fairlead.auth.mode is not jwt",
  })
  void tokenRefusesWhatMakesNoSense(String option, String expected) {
    assertThat(run("token", "--subject", "alice", option)).isEqualTo(2);
    assertThat(stderr()).endsWith("fairlead token: " + expected + "\n");
    assertThat(stdout()).isEmpty();
  }

  @Test
  void claimThatStandsTwiceIsRefused() {
    assertThat(run("token", "--subject", "a", "--claim", "x=1", "--claim", "x=2")).isEqualTo(2);
    assertThat(stderr()).contains("--claim x: stands twice");
  }

  @Test
  void tokenThatTheIssuerRefusesIsOneLineAndExit2() {
    assertThat(run("token", "--subject", "refused")).isEqualTo(2);
    assertThat(stderr()).endsWith("fairlead token: the subject is refused\n");
  }

  @Test
  void pluginsAreListedInATableAndABrokenOneIsExit1() {
    reports =
        List.of(
            new PluginReport(
                Path.of("p/geo.jar"),
                new PluginDescriptor("geo", "1.2.0", "[0.1,1)", List.of()),
                Status.CHECKED,
                "ok",
                List.of(),
                false,
                "CN=Geo"),
            report("shout-it", "10", "s.jar", Status.INACTIVE, "set x\u001B[2J", List.of("a.B")),
            new PluginReport(
                Path.of("p/bad.jar"), null, Status.FAILED, "is no jar", List.of(), false, null));
    assertThat(run("plugins")).isEqualTo(1);
    assertThat(stdout())
        .isEqualTo(
            """
            ID        VERSION  API      STATUS    JAR      MESSAGE
            geo       1.2.0    [0.1,1)  ok        geo.jar  signed by 'CN=Geo'
            shout-it  10       [0.1,1)  inactive  s.jar    set x?[2J endpoints: a.B
            -         -        -        failed    bad.jar  is no jar
            """);
    assertThat(stderr()).isEmpty();
    reports = reports.subList(0, 2);
    assertThat(run("plugins")).isZero();
  }

  private static PluginReport report(
      String id, String version, String jar, Status status, String message, List<String> types) {
    PluginDescriptor descriptor = new PluginDescriptor(id, version, "[0.1,1)", List.of());
    return new PluginReport(Path.of("p", jar), descriptor, status, message, types, false, null);
  }

  @Test
  void applicationThatDoesNotStartIsOneLineThatCanBeCured() {
    failure = new ApplicationException("app.Shop.start() threw: no\n database; mend it", null);

    assertThat(run("run")).isEqualTo(2);

    assertThat(stderr()).endsWith("fairlead run: app.Shop.start() threw: no database; mend it\n");
  }

  @Test
  void noPluginsAreNoFault() {
    assertThat(run("plugins", "--plugins", directory.toString())).isZero();
    assertThat(stderr()).isEqualTo("no plugin jars in " + directory + "\n");
  }
}
