package io.fairlead.core.config;

import io.fairlead.api.plugin.PluginConfig;
import io.smallrye.config.ConfigValue;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
    throw new UnsupportedOperationException(id);
  }

  /**
   * The ids of the plugins that have a section, whether or not there is such a plugin. A section
   * that stands in environment variables alone is not seen here, because their names do not tell
   * where an id ends; its keys are found nevertheless.
   */
  public SortedSet<String> pluginSections() {
    SortedSet<String> ids = new TreeSet<>();
    for (String key : sources.keysUnder(KnownKeys.PLUGINS)) {
      ids.add(key.substring(0, key.indexOf('.')));
    }
    return ids;
  }

  /** The file that was read, if one was. */
  public Optional<Path> file() {
    return Optional.ofNullable(sources.file());
  }

  /** The text of any key. */
  Optional<String> value(String key) {
    ConfigValue found = sources.find(key);
    return found == null ? Optional.empty() : Optional.of(found.getValue());
  }

  /** The keys below a prefix that ends with a dot, without the prefix. */
  SortedSet<String> keysUnder(String prefix) {
    return sources.keysUnder(prefix);
  }

  /** Where the value of a key comes from, for messages; null where it is not set. */
  @Nullable String origin(String key) {
    return sources.origin(key);
  }

  /** A path that is the value of a key: what a file says starts at the file's directory. */
  Path resolve(String key, String path) {
    return sources.resolve(key, path);
  }
}
