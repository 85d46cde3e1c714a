package io.fairlead.core.config;

import io.fairlead.api.plugin.PluginConfig;
import io.fairlead.api.plugin.PluginConfigException;
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

  /** The one key of a section that is the framework's own. */
  static final String REQUIRED = "required";

  private final Sources sources;
  private final String prefix;

  PluginSection(Sources sources, String id) {
    this.sources = sources;
    this.prefix = KnownKeys.PLUGINS + id + ".";
  }

  /** What the framework's own key says; empty where it is not set. */
  Optional<Boolean> required() {
    try {
      return raw(REQUIRED).map(Values::flag);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          described(REQUIRED, raw(REQUIRED).orElse("")) + " " + e.getMessage());
    }
  }

  @Override
  public Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    sources.keysUnder(prefix).forEach(key -> keys.add(withoutIndex(key)));
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
                + ": unknown key ("
                + sources.origin(prefix + key)
                + "); "
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
    return read(key, text -> resolve(key, text));
  }

  private Path resolve(String key, String text) {
    try {
      return sources.resolve(prefix + key, text.strip()).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("must be a path: " + e.getReason(), e);
    }
  }

  @Override
  public List<String> list(String key) {
    return raw(key).map(Values::list).orElse(List.of());
  }

  @Override
  public <E extends Enum<E>> E choice(String key, E defaultValue) {
    return read(key, text -> Values.choice(text, defaultValue.getDeclaringClass()))
        .orElse(defaultValue);
  }

  /** An empty value counts as none, so that a variable can take back what the file says. */
  private Optional<String> raw(String key) {
    return sources.value(prefix + key).filter(text -> !text.isEmpty());
  }

  private <T> Optional<T> read(String key, Function<String, T> parser) {
    Optional<String> text = raw(key);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException e) {
      throw new PluginConfigException(described(key, text.orElse("")) + " " + e.getMessage());
    }
  }

  private String described(String key, String text) {
    return prefix + key + ": " + Values.shown(text) + " (" + sources.origin(prefix + key) + ")";
  }
}
