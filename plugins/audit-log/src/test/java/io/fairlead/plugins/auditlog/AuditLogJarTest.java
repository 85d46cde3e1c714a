package io.fairlead.plugins.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.ShutdownHook;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.PluginManager;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads the packaged jar as a server would; runs after {@code package}. */
class AuditLogJarTest {

  private static final Path JAR = Path.of(System.getProperty("plugin.jar"));

  private final Path directory;
  private final ContributionRegistry contributions = new ContributionRegistry();

  AuditLogJarTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    Files.copy(JAR, directory.resolve(JAR.getFileName()));
  }

  private PluginManager start(Map<String, String> config) {
    PluginManager manager =
        new PluginManager(
            FairleadConfig.of(config),
            contributions,
            new DefaultConnectionRegistry(),
            Clock.systemUTC());
    manager.start(directory);
    return manager;
  }

  @Test
  void startsInItsOwnClassLoaderAndMakesTheFile() {
    Path file = directory.resolve("logs/audit.jsonl");
    try (PluginManager manager =
        start(Map.of("fairlead.plugins.audit-log.file", file.toString()))) {
      PluginReport report = manager.reports().get(0);
      assertThat(report.status()).as(report.message()).isEqualTo(Status.STARTED);
      assertThat(report.descriptor().id()).isEqualTo("audit-log");
      assertThat(contributions.all(ErrorHandler.class)).hasSize(1);
      assertThat(contributions.all(ShutdownHook.class)).hasSize(1);
      assertThat(contributions.all(InboundHandler.class).get(0).contribution())
          .isNotInstanceOf(AuditTrail.class);
      assertThat(file).isEmptyFile();
    }
  }

  @Test
  void isInactiveWithoutFileAndNamesTheKey() {
    try (PluginManager manager = start(Map.of())) {
      PluginReport report = manager.reports().get(0);
      assertThat(report.status()).isEqualTo(Status.INACTIVE);
      assertThat(report.message()).contains("fairlead.plugins.audit-log.file");
    }
    assertThat(contributions.all(InboundHandler.class)).isEmpty();
  }
}
