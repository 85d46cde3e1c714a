package io.fairlead.plugins.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.PluginManager;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads the packaged jar as a server would; runs after {@code package}. */
class RateLimitJarTest {

  private static final Path JAR = Path.of(System.getProperty("plugin.jar"));

  private final Path directory;
  private final ContributionRegistry contributions = new ContributionRegistry();

  RateLimitJarTest(@TempDir Path directory) throws IOException {
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
  void startsWithItsDefaultsInItsOwnClassLoader() {
    try (PluginManager manager = start(Map.of())) {
      PluginReport report = manager.reports().get(0);
      assertThat(report.status()).as(report.message()).isEqualTo(Status.STARTED);
      assertThat(report.descriptor().id()).isEqualTo("rate-limit");
      assertThat(report.descriptor().api()).isEqualTo("[0.1,1)");
      List<Contributed<InboundHandler>> handlers = contributions.all(InboundHandler.class);
      assertThat(handlers).hasSize(1);
      assertThat(handlers.get(0).order()).isEqualTo(RateLimitPlugin.ORDER);
      assertThat(handlers.get(0).contribution().getClass().getName())
          .isEqualTo(RateLimiter.class.getName());
      assertThat(handlers.get(0).contribution()).isNotInstanceOf(RateLimiter.class);
      assertThat(contributions.all(ConnectionListener.class)).hasSize(1);
    }
    assertThat(contributions.all(InboundHandler.class)).isEmpty();
  }
}
