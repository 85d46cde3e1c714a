package io.fairlead.api.plugin;

import io.fairlead.api.FrameworkOwned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The plugin's own section of the configuration, {@code fairlead.plugins.<id>.*}. Keys are relative
 * to it. Every reader throws {@link PluginConfigException} with the full key for a value that does
 * not fit. Immutable and safe for any thread.
 */
@FrameworkOwned
public interface PluginConfig {

  /** The keys that are set. */
  Set<String> keys();

  /**
   * Refuses keys that the plugin does not know, so that a slip of the pen is found at start.
   *
   * @throws PluginConfigException naming the first unknown key and the known ones
   */
  void allowOnly(String... known);

  /** A text; empty where the key is not set. */
  Optional<String> text(String key);

  /** A whole number from {@code min} to {@code max}, both included. */
  long number(String key, long defaultValue, long min, long max);

  /** {@code true} or {@code false}. */
  boolean flag(String key, boolean defaultValue);

  /**
   * A duration, not negative, such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h} or
   * ISO-8601's.
   */
  Duration duration(String key, Duration defaultValue);

  /** A path; a relative one starts at the directory of the configuration file. */
  Optional<Path> path(String key);

  /** A list, written in YAML as one or with commas. */
  List<String> list(String key);

  /** One of an enum's constants, in lower case with hyphens. */
  <E extends Enum<E>> E choice(String key, E defaultValue);
}
