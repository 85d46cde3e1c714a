package io.fairlead.core.config;

import io.fairlead.api.plugin.PluginConfig;
import io.fairlead.api.plugin.PluginConfigException;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The section {@code fairlead.plugins.<id>.*}, read afresh at every call. */
final class PluginSection implements PluginConfig {

  /** What every plugin's section starts with. */
  static final String PREFIX = "fairlead.plugins.";

  /** The one key of a section that is the framework's own. */
  static final String REQUIRED = "required";

  private final SmallRyeConfig source;
  private final String prefix;
  private final Path directory;

  /**
   * Looks at a section.
   *
   * @param directory where relative paths start
   */
  PluginSection(SmallRyeConfig source, String id, Path directory) {
    this.source = source;
    this.prefix = PREFIX + id + ".";
    this.directory = directory;
  }

  /** The ids that have a section, sorted. */
  static Set<String> ids(SmallRyeConfig source) {
    Set<String> ids = new TreeSet<>();
    for (String name : source.getPropertyNames()) {
      int end = name.indexOf('.', PREFIX.length());
      if (name.startsWith(PREFIX) && end > PREFIX.length()) {
        ids.add(name.substring(PREFIX.length(), end));
      }
    }
    return Collections.unmodifiableSet(ids);
  }

  /** What the framework's own key says; empty where it is not set. */
  Optional<Boolean> required() {
    try {
      return raw(REQUIRED).map(Values::flag);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          prefix + REQUIRED + ": '" + raw(REQUIRED).orElse("") + "' " + e.getMessage());
    }
  }

  @Override
  public Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    for (String name : source.getPropertyNames()) {
      if (name.startsWith(prefix) && source.getConfigValue(name).getValue() != null) {
        keys.add(withoutIndex(name.substring(prefix.length())));
      }
    }
    keys.remove(REQUIRED);
    return Collections.unmodifiableSet(keys);
  }

  /** A list from YAML comes as {@code name[0]}, {@code name[1]} and so on. */
  private static String withoutIndex(String key) {
    int bracket = key.indexOf('[');
    return bracket < 0 ? key : key.substring(0, bracket);
  }

  @Override
  public void allowOnly(String... known) {
    Set<String> allowed = new TreeSet<>(Arrays.asList(known));
    for (String key : keys()) {
      if (!allowed.contains(key)) {
        throw new PluginConfigException(
            prefix
                + key
                + ": unknown key; "
                + (allowed.isEmpty()
                    ? "there are none"
                    : "known are " + String.join(", ", allowed)));
      }
    }
  }

  @Override
  public Optional<String> text(String key) {
    return raw(key);
  }

  @Override
  public long number(String key, long defaultValue, long min, long max) {
    return read(key, text -> Values.number(text, min, max)).orElse(defaultValue);
  }

  @Override
  public boolean flag(String key, boolean defaultValue) {
    return read(key, Values::flag).orElse(defaultValue);
  }

  @Override
  public Duration duration(String key, Duration defaultValue) {
    return read(key, Values::duration).orElse(defaultValue);
  }

  @Override
  public Optional<Path> path(String key) {
    return read(key, this::resolve);
  }

  private Path resolve(String text) {
    try {
      return directory.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("must be a path: " + e.getReason(), e);
    }
  }

  @Override
  public List<String> list(String key) {
    return source
        .getOptionalValues(prefix + key, String.class)
        .map(values -> values.stream().map(String::strip).filter(v -> !v.isEmpty()).toList())
        .orElse(List.of());
  }

  @Override
  public <E extends Enum<E>> E choice(String key, E defaultValue) {
    return read(key, text -> Values.choice(text, defaultValue.getDeclaringClass()))
        .orElse(defaultValue);
  }

  private Optional<String> raw(String key) {
    return source.getOptionalValue(prefix + key, String.class);
  }

  private <T> Optional<T> read(String key, Function<String, T> parser) {
    Optional<String> text = raw(key);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException e) {
      throw new PluginConfigException(
          prefix + key + ": '" + text.orElse("") + "' " + e.getMessage());
    }
  }
}
