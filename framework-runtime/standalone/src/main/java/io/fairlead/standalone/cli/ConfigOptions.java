package io.fairlead.standalone.cli;

import io.fairlead.core.config.ConfigLoader;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.PluginSettings;
import io.fairlead.core.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which every command finds its configuration. */
final class ConfigOptions {

  private static final String NO_VALUE = "\u0000";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file; without it conf/fairlead.yaml of the distribution.")
  private @Nullable Path file;

  @Option(
      names = "-D",
      paramLabel = "key=value",
      mapFallbackValue = NO_VALUE,
      description = "A setting above all others, for example -Dfairlead.log.level=debug.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--debug", description = "Log how things happen, and show stack traces.")
  private boolean debug;

  private final Map<String, Origin> options = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private @Nullable Home home;

  private record Origin(String value, String option) {}

  /** An option of a command that stands for a setting. */
  void option(String option, Setting<?> setting, @Nullable String value) {
    if (value != null) {
      options.put(setting.key(), new Origin(value, option));
    }
  }

  /** A directory that must be there. */
  void directory(String option, Setting<?> setting, @Nullable Path value) {
    if (value != null) {
      if (!Files.isDirectory(value)) {
        throw new UsageException(option + ": there is no directory '" + value + "'");
      }
      option(option, setting, value.toAbsolutePath().normalize().toString());
    }
  }

  boolean debug() {
    return debug;
  }

  /** Loads, and sets the log up by what was loaded. */
  FairleadConfig load(Home home, Terminal terminal) {
    this.home = home;
    ConfigLoader loader = FairleadConfig.loader().onWarning(warnings::add);
    if (file == null) {
      loader.fileIfPresent(home.configFile());
    } else {
      loader.file(file);
    }
    home.plugins()
        .ifPresent(
            p -> loader.fallback(PluginSettings.PLUGINS_DIRECTORY, p.toString(), "distribution"));
    settings.forEach((key, value) -> set(loader, key, value));
    options.forEach((key, o) -> loader.overrides(Map.of(key, o.value()), o.option()));
    FairleadConfig config = loader.load();
    LogSetup.apply(config, debug, terminal.color());
    warnings.forEach(LogManager.getLogger("fairlead")::warn);
    return config;
  }

  private static void set(ConfigLoader loader, String key, String value) {
    if (value.equals(NO_VALUE)) {
      throw new UsageException("-D" + key + ": write -D" + key + "=<value>");
    }
    if (!key.startsWith("fairlead.")) {
      throw new UsageException(
          "-D" + key + ": is no setting of Fairlead; options of the JVM go into JAVA_OPTS");
    }
    loader.overrides(Map.of(key, value), "-D");
  }

  /** The plugin directory, if there is one; a configured one must exist. */
  static Optional<Path> pluginDirectory(FairleadConfig config) {
    String directory = config.get(PluginSettings.PLUGINS_DIRECTORY);
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    if (!Files.isDirectory(Path.of(directory))) {
      throw new UsageException(
          PluginSettings.PLUGINS_DIRECTORY.key() + ": there is no directory '" + directory + "'");
    }
    return Optional.of(Path.of(directory));
  }

  /** The configuration with a development key where there is no other. */
  FairleadConfig withKey(FairleadConfig config, Terminal terminal) {
    Path besideFile = config.file().map(f -> f.toAbsolutePath().getParent()).orElse(null);
    Path directory = besideFile != null || home == null ? besideFile : home.configDirectory();
    return directory == null
        ? config
        : DevelopmentKey.ensure(config, directory, line -> terminal.say("fairlead: " + line));
  }
}
