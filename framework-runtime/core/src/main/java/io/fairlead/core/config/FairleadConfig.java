package io.fairlead.core.config;

import io.fairlead.api.plugin.PluginConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of all settings. Immutable and safe for any thread. */
public final class FairleadConfig {

  private final SmallRyeConfig source;

  private FairleadConfig(SmallRyeConfig source) {
    this.source = source;
  }

  /** A configuration of these values and the defaults, and nothing from outside. */
  public static FairleadConfig of(Map<String, String> values) {
    return new FairleadConfig(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(values, "given", 500))
            .build());
  }

  /**
   * The value of a setting, or its default.
   *
   * @throws ConfigException if the value does not fit
   */
  public <T> T get(Setting<T> setting) {
    String text =
        source.getOptionalValue(setting.key(), String.class).orElse(setting.defaultText());
    try {
      return setting.parser().apply(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(setting.key() + ": '" + text + "' " + e.getMessage());
    }
  }

  /** The section of a plugin, {@code fairlead.plugins.<id>.*}; empty where there is none. */
  public PluginConfig plugin(String id) {
    return section(id);
  }

  /**
   * What {@code fairlead.plugins.<id>.required} says; empty where it is not set.
   *
   * @throws ConfigException if it is neither true nor false
   */
  public Optional<Boolean> pluginRequired(String id) {
    return section(id).required();
  }

  /** The ids of all plugins that have a section, sorted. */
  public Set<String> pluginIds() {
    return PluginSection.ids(source);
  }

  private PluginSection section(String id) {
    return new PluginSection(source, id, Path.of("").toAbsolutePath());
  }
}
