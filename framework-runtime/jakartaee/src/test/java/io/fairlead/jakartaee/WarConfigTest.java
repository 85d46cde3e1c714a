package io.fairlead.jakartaee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarConfigTest {

  private static final String KEY = Settings.SERVER_WORKERS.key();

  @TempDir Path classes;
  @TempDir Path outside;
  private ContextLoader application;

  @BeforeEach
  void enterTheApplication() {
    application = new ContextLoader(classes);
  }

  @AfterEach
  void leaveTheApplication() throws IOException {
    System.clearProperty("fairlead.config");
    System.clearProperty(KEY);
    application.close();
  }

  private static int workers() {
    return WarConfig.load().get(Settings.SERVER_WORKERS);
  }

  @Test
  void fileFromOutsideGoesBeforeTheApplicationsAndASystemPropertyBeforeBoth() throws IOException {
    int byDefault = workers();
    Files.writeString(classes.resolve("fairlead.yaml"), KEY + ": 31\n");
    assertThat(byDefault).isNotEqualTo(31);
    assertThat(workers()).isEqualTo(31);

    Path file = Files.writeString(outside.resolve("chat.yaml"), KEY + ": 32\n");
    System.setProperty("fairlead.config", file.toString());
    assertThat(workers()).isEqualTo(32);

    System.setProperty(KEY, "33");
    assertThat(workers()).isEqualTo(33);
  }

  @Test
  void fileFromOutsideLeavesWhatItDoesNotName() throws IOException {
    Files.writeString(classes.resolve("fairlead.yaml"), KEY + ": 31\nfairlead.host: all\n");
    Path file = Files.writeString(outside.resolve("chat.yaml"), KEY + ": 32\n");
    System.setProperty("fairlead.config", file.toString());

    assertThat(WarConfig.load().get(Settings.HOST)).isEqualTo(Settings.Host.ALL);
    assertThat(workers()).isEqualTo(32);
  }

  @Test
  void blankNameOfAFileIsNone() {
    System.setProperty("fairlead.config", " ");
    assertThat(WarConfig.load().file()).isEmpty();
  }

  @Test
  void brokenYamlOfTheApplicationNamesFileAndLine() throws IOException {
    Files.writeString(classes.resolve("fairlead.yaml"), "fairlead:\n  host: [all\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(WarConfig::load)
        .withMessageContaining("the application's fairlead.yaml, line 3");
  }

  @Test
  void wrongValueInTheApplicationsFileNamesFileAndLine() throws IOException {
    Files.writeString(classes.resolve("fairlead.yaml"), "fairlead:\n  host: some\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(WarConfig::load)
        .withMessageContaining("the application's fairlead.yaml, line 2");
  }

  @Test
  void fileFromOutsideThatIsMissingStopsTheLoad() {
    System.setProperty("fairlead.config", outside.resolve("none.yaml").toString());
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(WarConfig::load)
        .withMessageContaining("none.yaml: there is no such configuration file");
  }
}
