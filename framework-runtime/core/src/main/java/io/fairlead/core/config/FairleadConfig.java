package io.fairlead.core.config;

import io.fairlead.api.plugin.PluginConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The values of all settings: read and checked once, when they are loaded. Immutable and safe for
 * any thread.
 */
public final class FairleadConfig {

  private final Sources sources;
  private final Map<Setting<?>, Object> values;

  FairleadConfig(Sources sources, Map<Setting<?>, Object> values) {
    this.sources = sources;
    this.values = Map.copyOf(values);
  }

  /**
   * A configuration of these values and the defaults, and nothing from outside.
   *
   * @throws ConfigException naming every unknown key and every value that does not fit
   */
  public static FairleadConfig of(Map<String, String> values) {
    return loader()
        .environment(Map.of())
        .systemProperties(new Properties())
        .overrides(values, "given")
        .load();
  }

  /** A loader that reads the environment and the system properties unless it is told otherwise. */
  public static ConfigLoader loader() {
    return new ConfigLoader();
  }

  /**
   * The value of a setting, or its default. A path that is written in a file and relative comes
   * back resolved against that file's directory.
   *
   * @throws ConfigException if the value does not fit; for what {@link Settings} holds, that was
   *     found when the configuration was loaded
   */
  @SuppressWarnings("unchecked") // the map is filled by parse() alone
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    return value == null ? sources.parse(setting) : (T) value;
  }

  /** Whether a value was given, be it the same as the default. */
  public boolean isSet(Setting<?> setting) {
    return sources.find(setting.key()) != null;
  }

  /** This configuration with further values above all others. */
  public FairleadConfig with(Map<String, String> overrides, String origin) {
    return sources.with(overrides, origin).check();
  }

  /** The section of a plugin, {@code fairlead.plugins.<id>.*}; empty where there is none. */
  public PluginConfig plugin(String id) {
    return new PluginSection(sources, id);
  }

  /**
   * What {@code fairlead.plugins.<id>.required} says; empty where it is not set.
   *
   * @throws ConfigException if it is neither true nor false
   */
  public Optional<Boolean> pluginRequired(String id) {
    return new PluginSection(sources, id).required();
  }

  /**
   * The ids of the plugins that have a section, whether or not there is such a plugin. A section
   * that stands in environment variables alone is not seen here, because their names do not tell
   * where an id ends; its keys are found nevertheless.
   */
  public SortedSet<String> pluginIds() {
    SortedSet<String> ids = new TreeSet<>();
    for (String key : sources.keysUnder(KnownKeys.PLUGINS)) {
      int dot = key.indexOf('.');
      if (dot > 0) { // else a setting of all plugins
        ids.add(key.substring(0, dot));
      }
    }
    return ids;
  }

  /**
   * The same configuration with its file read anew; all else is as it was found at the start.
   *
   * @throws ConfigException naming every problem
   */
  public FairleadConfig reread() {
    return sources.reread().check();
  }

  /** The file that was read, if one was. */
  public Optional<Path> file() {
    return Optional.ofNullable(sources.file());
  }
}
