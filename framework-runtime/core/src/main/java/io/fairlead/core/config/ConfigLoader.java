package io.fairlead.core.config;

import io.fairlead.core.config.Sources.Level;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * Loads a {@link FairleadConfig}. What stands higher wins: overrides, system properties,
 * environment variables ({@code FAIRLEAD_SERVER_PORT}), the file, the bundled file, fallbacks,
 * defaults. An unknown key stops the load; an unknown variable only warns, because clusters inject
 * such names.
 */
public final class ConfigLoader {

  private static final String VARIABLE_PREFIX = "FAIRLEAD_";

  private final Map<String, Entry> overrides = new LinkedHashMap<>();
  private final Map<String, Entry> fallbacks = new LinkedHashMap<>();
  private Map<String, String> environment = System.getenv();
  private Properties properties = System.getProperties();
  private Consumer<String> warnings = LogManager.getLogger(ConfigLoader.class)::warn;
  private @Nullable Path file;
  private Map<String, Entry> bundled = Map.of();

  ConfigLoader() {}

  /** Reads a file, which must exist. */
  public ConfigLoader file(Path file) {
    this.file = file;
    return this;
  }

  /** Reads a file if it exists. */
  public ConfigLoader fileIfPresent(Path file) {
    return Files.exists(file) ? file(file) : this;
  }

  /**
   * Reads the file that comes with the application. It goes behind a file from outside.
   *
   * @param name for messages
   * @throws ConfigException naming file and line where it cannot be read
   */
  public ConfigLoader bundled(URL url, String name) {
    this.bundled = YamlFile.read(url, name);
    return this;
  }

  /** Variables to read instead of the process' own. */
  public ConfigLoader environment(Map<String, String> variables) {
    this.environment = Map.copyOf(variables);
    return this;
  }

  /** Properties to read instead of the JVM's own. */
  public ConfigLoader systemProperties(Properties properties) {
    this.properties = properties;
    return this;
  }

  /**
   * Values above all others.
   *
   * @param origin where they come from, for messages, for example {@code command line}
   */
  public ConfigLoader overrides(Map<String, String> values, String origin) {
    values.forEach((key, value) -> overrides.put(key, new Entry(value, origin)));
    return this;
  }

  /** A value below all others but the default. */
  public ConfigLoader fallback(Setting<?> setting, String value, String origin) {
    fallbacks.put(setting.key(), new Entry(value, origin));
    return this;
  }

  /** Where warnings go instead of the log. */
  public ConfigLoader onWarning(Consumer<String> warnings) {
    this.warnings = warnings;
    return this;
  }

  /**
   * Reads and checks everything.
   *
   * @throws ConfigException naming every problem
   */
  public FairleadConfig load() {
    Map<Level, Map<String, Entry>> given = new EnumMap<>(Level.class);
    given.put(Level.OVERRIDE, overrides);
    given.put(Level.SYSTEM_PROPERTY, systemEntries());
    given.put(Level.FILE, file == null ? Map.of() : YamlFile.read(file));
    given.put(Level.BUNDLED, bundled);
    given.put(Level.FALLBACK, fallbacks);
    FairleadConfig config = new Sources(given, environment, file).check();
    warnOfUnknownVariables();
    return config;
  }

  private Map<String, Entry> systemEntries() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(KnownKeys.ROOT)) {
        entries.put(key, new Entry(properties.getProperty(key), "system property"));
      }
    }
    return entries;
  }

  private void warnOfUnknownVariables() {
    Set<String> known = new TreeSet<>();
    Settings.all().forEach(setting -> known.add(KnownKeys.variable(setting.key())));
    for (String name : new TreeSet<>(environment.keySet())) {
      String folded = name.toUpperCase(Locale.ROOT);
      boolean ours = folded.startsWith(VARIABLE_PREFIX) || folded.startsWith("FAIRLEAD.");
      if (ours
          && !known.contains(KnownKeys.variable(name))
          && !folded.startsWith("FAIRLEAD_PLUGINS_")) {
        warnings.accept(
            "environment variable "
                + name
                + " is no setting of Fairlead and is left alone"
                + KnownKeys.adviceForVariable(name));
      }
    }
  }
}
