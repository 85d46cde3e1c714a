package io.fairlead.jakartaee;

import io.fairlead.core.config.ConfigLoader;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the configuration of the web application: {@code fairlead.yaml} at the root of its class
 * path, above it the file that {@code fairlead.config} names, above that the environment and the
 * system properties. It needs no servlet context, because some servers ask for endpoint classes
 * before there is one; asked twice it gives the same.
 */
final class WarConfig {

  private static final String NAME = "fairlead.yaml";

  private WarConfig() {}

  /**
   * Loads it.
   *
   * @throws io.fairlead.core.config.ConfigException naming every problem
   */
  static FairleadConfig load() {
    ConfigLoader loader = FairleadConfig.loader();
    URL bundled = loader().getResource(NAME);
    if (bundled != null) {
      loader.bundled(bundled, "the application's " + NAME);
    }
    outside().ifPresent(loader::file);
    return loader.load();
  }

  /** The loader of the web application. */
  static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context != null ? context : WarConfig.class.getClassLoader();
  }

  private static Optional<Path> outside() {
    String property = System.getProperty(Settings.CONFIG_FILE.key());
    String file = property != null ? property : variable(System.getenv());
    return file == null || file.isBlank() ? Optional.empty() : Optional.of(Path.of(file.strip()));
  }

  private static @Nullable String variable(Map<String, String> variables) {
    return variables.get("FAIRLEAD_CONFIG");
  }
}
