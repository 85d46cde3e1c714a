package io.fairlead.plugins.geo;

import static org.assertj.core.api.Assertions.assertThat;

import com.maxmind.db.Reader;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.PluginManager;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import io.fairlead.testkit.TestHandshake;
import io.fairlead.testkit.TestNetwork;
import io.fairlead.testkit.TestSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads the packaged jar as a server would; runs after {@code package}. */
class GeoJarTest {

  private static final Path JAR = Path.of(System.getProperty("plugin.jar"));

  private final Path directory;
  private final ContributionRegistry contributions = new ContributionRegistry();

  GeoJarTest(@TempDir Path directory) throws IOException {
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
  void startsInItsOwnClassLoaderWithTheReaderItBrings() throws Exception {
    Path database = Places.city(directory.resolve("city.mmdb"));
    try (PluginManager manager =
        start(Map.of("fairlead.plugins.geo.database", database.toString()))) {
      PluginReport report = manager.reports().get(0);
      assertThat(report.status()).as(report.message()).isEqualTo(Status.STARTED);
      assertThat(report.descriptor().id()).isEqualTo("geo");
      MetadataContributor contributor =
          contributions.all(MetadataContributor.class).get(0).contribution();
      assertThat(contributor).isNotInstanceOf(GeoContributor.class);
      ClassLoader loader = contributor.getClass().getClassLoader();
      Class<?> reader = loader.loadClass(Reader.class.getName());
      assertThat(reader).isNotSameAs(Reader.class);
      assertThat(reader.getClassLoader()).isSameAs(loader);
      assertThat(
              contributor
                  .contribute(
                      TestHandshake.to("/").network(TestNetwork.from("2001:218::1")).build(),
                      TestSecurity.of(Identity.ANONYMOUS))
                  .toCompletableFuture()
                  .join())
          .containsEntry("geo.country", "JP");
    }
  }

  @Test
  void bringsTheReaderAndNothingElse() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".jar")))
          .singleElement()
          .asString()
          .startsWith("lib/maxmind-db-");
    }
  }

  @Test
  void isInactiveWithoutDatabaseAndFailsWithMissingOne() {
    try (PluginManager manager = start(Map.of())) {
      assertThat(manager.reports().get(0).status()).isEqualTo(Status.INACTIVE);
    }
    Path missing = directory.resolve("missing.mmdb");
    try (PluginManager manager =
        start(Map.of("fairlead.plugins.geo.database", missing.toString()))) {
      PluginReport report = manager.reports().get(0);
      assertThat(report.status()).isEqualTo(Status.FAILED);
      assertThat(report.message()).contains("fairlead.plugins.geo.database", missing.toString());
    }
  }
}
