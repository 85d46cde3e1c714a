package io.fairlead.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.plugin.PluginConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

  private final List<String> warnings = new ArrayList<>();
  private final Path directory;

  ConfigLoaderTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private ConfigLoader loader() {
    return FairleadConfig.loader()
        .environment(Map.of())
        .systemProperties(new Properties())
        .onWarning(warnings::add);
  }

  private Path file(String... lines) throws IOException {
    return Files.writeString(directory.resolve("fairlead.yaml"), String.join("\n", lines) + "\n");
  }

  private static Properties properties(String key, String value) {
    Properties properties = new Properties();
    properties.setProperty(key, value);
    return properties;
  }

  private static List<String> problems(ConfigLoader loader) {
    return catchThrowableOfType(ConfigException.class, loader::load).problems();
  }

  @Test
  void readsFileNestedDottedAndAsLists() throws IOException {
    Path file =
        file(
            "# a comment",
            "fairlead:",
            "  server:",
            "    port: 9090",
            "  auth.jwt.algorithms: [HS256, ES256]",
            "  origins:",
            "    - https://a.example",
            "    - 'https://b.example,still'",
            "  outbound:",
            "    send-timeout: 1500ms");
    FairleadConfig config = loader().file(file).load();
    assertThat(config.get(Settings.SERVER_PORT)).isEqualTo(9090);
    assertThat(config.get(Settings.JWT_ALGORITHMS)).containsExactly("HS256", "ES256");
    assertThat(config.get(Settings.ORIGINS))
        .containsExactly("https://a.example", "https://b.example,still");
    assertThat(config.get(Settings.SEND_TIMEOUT)).isEqualTo(Duration.ofMillis(1500));
    assertThat(config.file()).contains(file);
    assertThat(config.isSet(Settings.SERVER_PORT)).isTrue();
    assertThat(config.isSet(Settings.SERVER_HOST)).isFalse();
  }

  @Test
  void higherSourceWins() throws IOException {
    ConfigLoader loader = loader().fallback(Settings.SERVER_PORT, "1", "distribution");
    assertThat(loader.load().get(Settings.SERVER_PORT)).isEqualTo(1);
    loader.file(file("fairlead.server.port: 2"));
    assertThat(loader.load().get(Settings.SERVER_PORT)).isEqualTo(2);
    loader.environment(Map.of("FAIRLEAD_SERVER_PORT", "3"));
    assertThat(loader.load().get(Settings.SERVER_PORT)).isEqualTo(3);
    loader.systemProperties(properties("fairlead.server.port", "4"));
    assertThat(loader.load().get(Settings.SERVER_PORT)).isEqualTo(4);
    loader.overrides(Map.of("fairlead.server.port", "5"), "--port");
    FairleadConfig config = loader.load();
    assertThat(config.get(Settings.SERVER_PORT)).isEqualTo(5);
    assertThat(config.with(Map.of("fairlead.server.port", "6"), "later").get(Settings.SERVER_PORT))
        .isEqualTo(6);
    assertThat(config.get(Settings.SERVER_PORT)).isEqualTo(5);
  }

  @Test
  void everySettingHasAVariableOfItsOwnThatIsRead() {
    Map<String, List<Setting<?>>> byVariable =
        Settings.all().stream().collect(Collectors.groupingBy(s -> KnownKeys.variable(s.key())));
    assertThat(byVariable).hasSameSizeAs(Settings.all());
    assertThat(KnownKeys.variable("fairlead.auth.invalid-token-status"))
        .isEqualTo("FAIRLEAD_AUTH_INVALID_TOKEN_STATUS");
    byVariable.forEach(
        (variable, settings) -> {
          Setting<?> setting = settings.get(0);
          FairleadConfig config =
              loader().environment(Map.of(variable, setting.defaultText())).load();
          assertThat(config.isSet(setting)).as(variable).isTrue();
          assertThat(config.get(setting)).isEqualTo(FairleadConfig.of(Map.of()).get(setting));
        });
    FairleadConfig config =
        loader().environment(Map.of("FAIRLEAD_AUTH_INVALID_TOKEN_STATUS", "401")).load();
    assertThat(config.get(Settings.AUTH_INVALID_TOKEN_STATUS)).isEqualTo(401);
    assertThat(warnings).isEmpty();
  }

  @Test
  void unknownKeyInFileNamesLineAndNearestKey() throws IOException {
    Path file = file("fairlead:", "  server:", "    prot: 9090");
    assertThat(problems(loader().file(file)))
        .containsExactly(
            "unknown key 'fairlead.server.prot' ("
                + file
                + ", line 3); did you mean 'fairlead.server.port'?");
  }

  @Test
  void keyWithoutRootIsRefusedAndTheRootIsSuggested() throws IOException {
    assertThat(problems(loader().file(file("server:", "  port: 9090"))).get(0))
        .contains("unknown key 'server.port'", "line 2", "did you mean 'fairlead.server.port'?");
  }

  @Test
  void unknownKeyFarFromAllNamesThoseBeside() {
    assertThat(problems(loader().overrides(Map.of("fairlead.server.bananas", "1"), "-D")).get(0))
        .contains("'fairlead.server.bananas' (-D)", "below 'fairlead.server' there are", "port");
    assertThat(problems(loader().overrides(Map.of("zzz", "1"), "-D")).get(0))
        .contains("all keys start with 'fairlead.'");
  }

  @Test
  void unknownSystemPropertyIsRefusedAndForeignOnesAreNot() {
    Properties properties = properties("java.home", "/x");
    assertThat(loader().systemProperties(properties).load().pluginIds()).isEmpty();
    properties.setProperty("fairlead.sever.port", "1");
    assertThat(problems(loader().systemProperties(properties)))
        .containsExactly(
            "unknown key 'fairlead.sever.port' (system property);"
                + " did you mean 'fairlead.server.port'?");
  }

  @Test
  void unknownVariableOnlyWarns() {
    FairleadConfig config =
        loader()
            .environment(
                Map.of(
                    "FAIRLEAD_SERVICE_HOST", "10.0.0.1",
                    "FAIRLEAD_SERVER_PROT", "1",
                    "FAIRLEAD_PLUGINS_GEO_DATABASE", "x.mmdb",
                    "PATH", "/bin"))
            .load();
    assertThat(config.get(Settings.SERVER_PORT)).isEqualTo(8080);
    assertThat(warnings)
        .hasSize(2)
        .anySatisfy(
            w ->
                assertThat(w)
                    .contains("FAIRLEAD_SERVER_PROT", "did you mean 'FAIRLEAD_SERVER_PORT'?"))
        .anySatisfy(w -> assertThat(w).contains("FAIRLEAD_SERVICE_HOST"));
  }

  @Test
  void everyBadValueIsReportedWithKeyValueSourceAndWhatIsAllowed() throws IOException {
    Path file = file("fairlead:", "  server.port: 80a", "  drain.deadline: soon", "  nonsense: 1");
    ConfigLoader loader =
        loader()
            .file(file)
            .environment(Map.of("FAIRLEAD_AUTH_MODE", "jwt2"))
            .overrides(Map.of("fairlead.limits.connections", "0"), "command line");
    assertThat(problems(loader))
        .containsExactlyInAnyOrder(
            "unknown key 'fairlead.nonsense' ("
                + file
                + ", line 4); below 'fairlead' there are "
                + groups(),
            "fairlead.server.port: '80a' ("
                + file
                + ", line 2) must be a whole number from 0 to 65535",
            "fairlead.auth.mode: 'jwt2' (environment variable FAIRLEAD_AUTH_MODE)"
                + " must be one of jwt, plugins, none",
            "fairlead.limits.connections: '0' (command line)"
                + " must be a whole number from 1 to 2147483647",
            "fairlead.drain.deadline: 'soon' ("
                + file
                + ", line 3) must be a duration such as 500ms, 10s, 5m or 1h, at most 36500d");
  }

  private static String groups() {
    return Settings.all().stream()
        .map(setting -> setting.key().split("\\."))
        .map(parts -> parts.length > 2 ? parts[1] + ".*" : parts[1])
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  @Test
  void secretIsNeverShown() {
    Setting<String> secret =
        new Setting<>(
            "fairlead.auth.jwt.secret",
            "text",
            "",
            "",
            Setting.Nature.SECRET,
            text -> {
              throw new IllegalArgumentException("is too short");
            });
    FairleadConfig config = FairleadConfig.of(Map.of("fairlead.auth.jwt.secret", "hunter2"));
    assertThatThrownBy(() -> config.get(secret))
        .hasMessageContaining("fairlead.auth.jwt.secret: the value (given) is too short")
        .hasMessageNotContaining("hunter2");
    assertThat(Settings.JWT_SECRET.nature()).isEqualTo(Setting.Nature.SECRET);
    assertThat(Settings.TLS_STORE_PASSWORD.nature()).isEqualTo(Setting.Nature.SECRET);
  }

  @Test
  void valueInAMessageStaysOnOneLineAndShort() {
    String message =
        problems(loader().overrides(Map.of("fairlead.server.port", "1\n2" + "x".repeat(500)), "-D"))
            .get(0);
    assertThat(message).contains("'1?2xxx").doesNotContain("\n").hasSizeLessThan(200);
  }

  @Test
  void emptyValueIsAValue() {
    Map<String, String> empty = Map.of("FAIRLEAD_AUTH_JWT_ROLES_CLAIM", "");
    assertThat(loader().environment(empty).load().get(Settings.JWT_ROLES_CLAIM)).isEmpty();
    assertThat(problems(loader().environment(Map.of("FAIRLEAD_SERVER_PORT", ""))).get(0))
        .contains("'' (environment variable FAIRLEAD_SERVER_PORT) must be a whole number");
  }

  @Test
  void missingFileIsNamed() {
    Path missing = directory.resolve("nowhere.yaml");
    assertThat(problems(loader().file(missing)))
        .containsExactly(missing + ": there is no such configuration file");
    assertThat(loader().fileIfPresent(missing).load().file()).isEmpty();
    assertThat(problems(loader().file(directory)).get(0)).contains(directory.toString());
  }

  @Test
  void syntaxErrorNamesFileAndLine() throws IOException {
    Path file = file("fairlead:", "  server:", "    port: [1");
    assertThat(problems(loader().file(file)).get(0))
        .startsWith(file + ", line ")
        .contains("is no valid YAML")
        .doesNotContain("\n");
    Path tab = file("fairlead:", "\tserver: 1");
    assertThat(problems(loader().file(tab)).get(0)).startsWith(tab + ", line 2: is no valid YAML");
    assertThat(problems(loader().file(file("just text"))).get(0)).contains("must hold keys");
    Files.write(file, "fairlead: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problems(loader().file(file)).get(0)).contains("not UTF-8");
  }

  @Test
  void duplicateKeyIsRefusedInEveryWriting() throws IOException {
    assertThat(
            problems(loader().file(file("fairlead:", "  server.port: 1", "  server.port: 2")))
                .get(0))
        .contains("line 3: 'fairlead.server.port' stands twice", "line 2");
    assertThat(
            problems(
                    loader()
                        .file(file("fairlead:", "  server:", "    port: 1", "  server.port: 1")))
                .get(0))
        .contains("line 4: 'fairlead.server.port' stands twice", "line 3");
  }

  @Test
  void fileThatContainsItselfIsRefused() throws IOException {
    assertThat(problems(loader().file(file("fairlead: &a", "  server: *a"))).get(0))
        .contains("contains itself");
  }

  @Test
  void keysWhoseValuesAreCommentedOutSetNothing() throws IOException {
    Path file =
        file("fairlead:", "  server:", "  #  port: 1", "  plugins:", "    geo:", "    #  x: 1");
    FairleadConfig config = loader().file(file).load();
    assertThat(config.get(Settings.SERVER_PORT)).isEqualTo(8080);
    assertThat(config.pluginIds()).isEmpty();
    assertThat(loader().file(file("# nothing at all")).load().file()).isPresent();
  }

  @Test
  void pathInFileStartsAtTheFileAndElsewhereAtTheWorkingDirectory() throws IOException {
    Path absolute = directory.resolve("abs.pem").toAbsolutePath();
    Path file =
        file(
            "fairlead:",
            "  plugins-directory: ../plugins",
            "  auth.jwt:",
            "    secret-file: keys/secret",
            "    public-key: " + absolute,
            "    jwks: https://id.example/keys");
    FairleadConfig config = loader().file(file).load();
    assertThat(config.get(Settings.JWT_SECRET_FILE))
        .isEqualTo(directory.resolve("keys/secret").toString());
    assertThat(config.get(PluginSettings.PLUGINS_DIRECTORY))
        .isEqualTo(directory.resolveSibling("plugins").toString());
    assertThat(config.get(Settings.JWT_PUBLIC_KEY)).isEqualTo(absolute.toString());
    assertThat(config.get(Settings.JWT_JWKS)).isEqualTo("https://id.example/keys");
    assertThat(config.get(Settings.TLS_KEY)).isEmpty();
    Map<String, String> relative = Map.of("fairlead.auth.jwt.secret-file", "keys/mine");
    assertThat(config.with(relative, "-D").get(Settings.JWT_SECRET_FILE)).isEqualTo("keys/mine");
    FairleadConfig local = loader().file(file("fairlead.auth.jwt.jwks: jwks.json")).load();
    assertThat(local.get(Settings.JWT_JWKS)).isEqualTo(directory.resolve("jwks.json").toString());
  }

  @Test
  void pluginSectionsTakeAnyKeyAndTellWhereItStands() throws IOException {
    Path file =
        file(
            "fairlead.plugins:",
            "  rate-limit:",
            "    per-second: 10",
            "    burst:",
            "      size: 20",
            "  geo.database: geo.mmdb",
            "  geo.hosts: ['a,b', c]");
    FairleadConfig config =
        loader()
            .file(file)
            .environment(Map.of("FAIRLEAD_PLUGINS_RATE_LIMIT_PER_SECOND", "30"))
            .overrides(Map.of("fairlead.plugins.audit-log.file", "x"), "-D")
            .load();
    assertThat(config.pluginIds()).containsExactly("audit-log", "geo", "rate-limit");
    PluginConfig rateLimit = config.plugin("rate-limit");
    assertThat(rateLimit.keys()).containsExactly("burst.size", "per-second");
    assertThat(rateLimit.number("per-second", 0, 0, 100)).isEqualTo(30);
    assertThatThrownBy(() -> rateLimit.number("per-second", 0, 0, 20))
        .hasMessage(
            "fairlead.plugins.rate-limit.per-second: '30'"
                + " (environment variable FAIRLEAD_PLUGINS_RATE_LIMIT_PER_SECOND)"
                + " must be a whole number from 0 to 20");
    assertThatThrownBy(() -> rateLimit.allowOnly("per-second", "bust"))
        .hasMessage(
            "fairlead.plugins.rate-limit.burst.size: unknown key ("
                + file
                + ", line 5); known are bust, per-second");
    assertThat(config.plugin("geo").path("database")).contains(directory.resolve("geo.mmdb"));
    assertThat(config.plugin("audit-log").path("file")).contains(Path.of("x").toAbsolutePath());
    assertThat(config.plugin("geo").list("hosts")).containsExactly("a,b", "c");
    assertThat(problems(loader().overrides(Map.of("fairlead.plugins.geo", "x"), "-D")).get(0))
        .contains("a plugin's keys are fairlead.plugins.<id>.<key>");
    Map<String, String> slip = Map.of("fairlead.plugins.signature", "warn");
    assertThat(problems(loader().overrides(slip, "-D")).get(0))
        .contains("did you mean 'fairlead.plugins.signatures'?");
  }

  @Test
  void aSettingOfAllPluginsIsNoSection() throws IOException {
    Path file = file("fairlead:", "  plugins:", "    signatures: warn", "    geo:", "      x: 1");
    FairleadConfig config = loader().file(file).load();
    assertThat(config.get(PluginSettings.SIGNATURES)).isEqualTo(PluginSettings.Signatures.WARN);
    assertThat(config.pluginIds()).containsExactly("geo");
  }

  @Test
  void dollarAndBackslashMeanThemselves() throws IOException {
    Path file = file("fairlead.auth.jwt.secret: 'a${b}\\c'");
    assertThat(loader().file(file).load().get(Settings.JWT_SECRET)).isEqualTo("a${b}\\c");
  }

  private ConfigLoader bundled(String... lines) throws IOException {
    Path file = directory.resolve("bundled.yaml");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return loader().bundled(file.toUri().toURL(), "the application's fairlead.yaml");
  }

  @Test
  void bundledFileGoesBehindAFileAndBeforeFallbacks() throws IOException {
    ConfigLoader loader =
        bundled("fairlead.server.port: 2").fallback(Settings.SERVER_PORT, "1", "distribution");
    assertThat(loader.load().get(Settings.SERVER_PORT)).isEqualTo(2);

    loader.file(file("fairlead.server.port: 3"));
    assertThat(loader.load().get(Settings.SERVER_PORT)).isEqualTo(3);
    loader.environment(Map.of("FAIRLEAD_SERVER_PORT", "4"));
    assertThat(loader.load().get(Settings.SERVER_PORT)).isEqualTo(4);
  }

  @Test
  void fileLeavesWhatItDoesNotNameToTheBundledOne() throws IOException {
    FairleadConfig config =
        bundled("fairlead:", "  server:", "    port: 2", "  origins: [https://a.example]")
            .file(file("fairlead.server.port: 3"))
            .load();
    assertThat(config.get(Settings.SERVER_PORT)).isEqualTo(3);
    assertThat(config.get(Settings.ORIGINS)).containsExactly("https://a.example");
  }

  @Test
  void problemsOfTheBundledFileAreNamedWithItsLine() throws IOException {
    assertThat(problems(bundled("fairlead:", "  server:", "    port: many")))
        .singleElement()
        .asString()
        .contains("the application's fairlead.yaml, line 3");
    assertThat(problems(bundled("fairlead:", "  sever.port: 1")))
        .singleElement()
        .asString()
        .contains("the application's fairlead.yaml, line 2", "fairlead.server.port");
    assertThatThrownBy(() -> bundled("fairlead: [1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the application's fairlead.yaml, line 2");
  }
}
