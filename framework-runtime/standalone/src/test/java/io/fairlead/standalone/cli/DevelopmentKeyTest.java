package io.fairlead.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevelopmentKeyTest {

  private final Path directory;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  DevelopmentKeyTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private FairleadConfig ensure(Map<String, String> values) {
    return DevelopmentKey.ensure(FairleadConfig.of(values), directory, said::add);
  }

  private String key() throws IOException {
    return Files.readString(directory.resolve("dev-key"));
  }

  @Test
  void makesARandomKeyForItsOwnerOnlyAndSaysSo() throws IOException {
    FairleadConfig config = ensure(Map.of());
    assertThat(config.get(Settings.JWT_SECRET_FILE))
        .isEqualTo(directory.resolve("dev-key").toString());
    assertThat(key()).matches("[A-Za-z0-9_-]{86}");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("dev-key"))))
        .isEqualTo("rw-------");
    assertThat(said).hasSize(1).allMatch(line -> line.contains("dev-key"));
    assertThat(said.get(0)).doesNotContain(key());
  }

  @Test
  void keepsTheKeyOfAnEarlierStart() throws IOException {
    ensure(Map.of());
    String before = key();
    ensure(Map.of());
    assertThat(key()).isEqualTo(before);
    assertThat(said).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fairlead.auth.jwt.secret",
        "fairlead.auth.jwt.secret-file",
        "fairlead.auth.jwt.public-key",
        "fairlead.auth.jwt.jwks"
      })
  void makesNoneWhereAKeyIsConfigured(String setting) {
    FairleadConfig config = ensure(Map.of(setting, "x", "fairlead.server.host", "0.0.0.0"));
    assertThat(config.isSet(Settings.JWT_SECRET_FILE)).isEqualTo(setting.endsWith("secret-file"));
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "plugins"})
  void makesNoneWhereNoTokensAreUsed(String mode) {
    ensure(Map.of("fairlead.auth.mode", mode, "fairlead.server.host", "0.0.0.0"));
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void refusesAnAddressThatOthersReachEvenWhereThereIsAKey(String host) throws IOException {
    Map<String, String> open = Map.of("fairlead.server.host", host);
    assertThatThrownBy(() -> ensure(open)).isInstanceOf(ConfigException.class);
    assertThat(directory).isEmptyDirectory();
    ensure(Map.of());
    assertThatThrownBy(() -> ensure(open))
        .hasMessageContaining("'" + host + "'")
        .hasMessageContaining("fairlead.auth.jwt.secret,")
        .hasMessageContaining("fairlead.auth.jwt.secret-file")
        .hasMessageContaining("fairlead.auth.jwt.public-key")
        .hasMessageContaining("fairlead.auth.jwt.jwks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void takesEveryLoopbackAddress(String host) {
    assertThat(ensure(Map.of("fairlead.server.host", host)).isSet(Settings.JWT_SECRET_FILE))
        .isTrue();
  }

  @Test
  void refusesAlgorithmsThatNeedAnotherKindOfKey() {
    assertThatThrownBy(() -> ensure(Map.of("fairlead.auth.jwt.algorithms", "RS256,ES256")))
        .hasMessageContaining("RS256, ES256")
        .hasMessageContaining("fairlead.auth.jwt.public-key");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesAKeyThatOthersMayReadOrThatIsTooShort() throws IOException {
    ensure(Map.of());
    Path file = directory.resolve("dev-key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> ensure(Map.of())).hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "short");
    assertThatThrownBy(() -> ensure(Map.of())).hasMessageContaining("too short");
  }

  @Test
  void namesTheCureWhereTheKeyCannotBeMade() throws IOException {
    Path inTheWay = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(
            () -> DevelopmentKey.ensure(FairleadConfig.of(Map.of()), inTheWay, said::add))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be made")
        .hasMessageContaining("fairlead.auth.jwt.secret-file");
  }

  /** Whoever starts at the same time reads the same complete key, and one alone says it made it. */
  @Test
  void twoStartsAtOnceShareOneKey() throws Exception {
    int makers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(makers);
    try {
      for (int round = 0; round < 200; round++) {
        Path place = directory.resolve("round-" + round);
        CyclicBarrier barrier = new CyclicBarrier(makers);
        List<Future<String>> keys = new ArrayList<>();
        said.clear();
        for (int i = 0; i < makers; i++) {
          keys.add(
              threads.submit(
                  () -> {
                    barrier.await(10, TimeUnit.SECONDS);
                    FairleadConfig config =
                        DevelopmentKey.ensure(FairleadConfig.of(Map.of()), place, said::add);
                    return Files.readString(Path.of(config.get(Settings.JWT_SECRET_FILE)));
                  }));
        }
        for (Future<String> key : keys) {
          assertThat(key.get(30, TimeUnit.SECONDS)).isEqualTo(keys.get(0).get()).hasSize(86);
        }
        assertThat(said).hasSize(1);
        try (Stream<Path> left = Files.list(place)) {
          assertThat(left).hasSize(1);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
