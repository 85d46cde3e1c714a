package io.fairlead.core.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where values come from, in the order of MicroProfile Config; SmallRye looks them up. */
final class Sources {

  /** The sources with their ordinals: the higher one wins. */
  enum Level {
    OVERRIDE(500),
    SYSTEM_PROPERTY(400),
    ENVIRONMENT(300),
    FILE(110),
    BUNDLED(100),
    FALLBACK(50);

    final int ordinal;

    Level(int ordinal) {
      this.ordinal = ordinal;
    }
  }

  private final Map<Level, Map<String, Entry>> given;
  private final Map<String, String> environment;
  private final @Nullable Path file;
  private final SmallRyeConfig config;

  Sources(
      Map<Level, Map<String, Entry>> given, Map<String, String> environment, @Nullable Path file) {
    this.given = given;
    this.environment = environment;
    this.file = file;
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withSources(new EnvConfigSource(environment, Level.ENVIRONMENT.ordinal));
    given.forEach((level, entries) -> builder.withSources(source(level, entries)));
    this.config = builder.build();
  }

  private static PropertiesConfigSource source(Level level, Map<String, Entry> entries) {
    Map<String, String> values = new HashMap<>();
    entries.forEach((key, entry) -> values.put(key, entry.value()));
    return new PropertiesConfigSource(values, level.name(), level.ordinal);
  }

  @Nullable Path file() {
    return file;
  }

  Sources with(Map<String, String> values, String origin) {
    Map<Level, Map<String, Entry>> more = new EnumMap<>(given);
    Map<String, Entry> overrides =
        new LinkedHashMap<>(given.getOrDefault(Level.OVERRIDE, Map.of()));
    values.forEach((key, value) -> overrides.put(key, new Entry(value, origin)));
    more.put(Level.OVERRIDE, overrides);
    return new Sources(more, environment, file);
  }

  Sources reread() {
    if (file == null) {
      return this;
    }
    Map<Level, Map<String, Entry>> anew = new EnumMap<>(given);
    anew.put(Level.FILE, YamlFile.read(file));
    return new Sources(anew, environment, file);
  }

  /** Null where the key is set nowhere; an empty value is a value. */
  @Nullable ConfigValue find(String key) {
    ConfigValue value = config.getConfigValue(key);
    return value.getValue() == null ? null : value;
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(find(key)).map(ConfigValue::getValue);
  }

  /** The keys below a prefix that ends with a dot, without the prefix. */
  SortedSet<String> keysUnder(String prefix) {
    SortedSet<String> keys = new TreeSet<>();
    for (Map<String, Entry> entries : given.values()) {
      entries.keySet().stream()
          .filter(key -> key.startsWith(prefix) && key.length() > prefix.length())
          .forEach(key -> keys.add(key.substring(prefix.length())));
    }
    return keys;
  }

  /** Where the value of a key comes from, for messages; null where it is not set. */
  @Nullable String origin(String key) {
    ConfigValue value = find(key);
    if (value == null) {
      return null;
    }
    Level level = level(value);
    return level == Level.ENVIRONMENT
        ? "environment variable " + KnownKeys.variable(key)
        : given.getOrDefault(level, Map.of()).getOrDefault(key, new Entry("", "given")).origin();
  }

  private static Level level(ConfigValue value) {
    for (Level level : Level.values()) {
      if (level.ordinal == value.getSourceOrdinal()) {
        return level;
      }
    }
    throw new IllegalStateException("unknown source " + value.getSourceName());
  }

  /** A path that is the value of a key: what a file says starts at the file's directory. */
  Path resolve(String key, String path) {
    ConfigValue value = find(key);
    if (file == null || value == null || level(value) != Level.FILE) {
      return Path.of(path);
    }
    return file.toAbsolutePath().resolveSibling(path).normalize();
  }

  /** All settings parsed; all problems at once. */
  FairleadConfig check() {
    List<String> problems = new ArrayList<>();
    given.values().forEach(entries -> unknownKeys(new TreeMap<>(entries), problems));
    Map<Setting<?>, Object> values = new HashMap<>();
    for (Setting<?> setting : Settings.all()) {
      try {
        values.put(setting, parse(setting));
      } catch (ConfigException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new FairleadConfig(this, values);
  }

  private static void unknownKeys(Map<String, Entry> entries, List<String> problems) {
    entries.forEach(
        (key, entry) -> {
          if (!KnownKeys.contains(key)) {
            problems.add(
                "unknown key "
                    + Values.shown(key)
                    + " ("
                    + entry.origin()
                    + "); "
                    + KnownKeys.advice(key));
          }
        });
  }

  <T> T parse(Setting<T> setting) {
    ConfigValue found = find(setting.key());
    String text = found == null ? setting.defaultText() : found.getValue();
    try {
      return setting.parser().apply(found == null ? text : located(setting, text));
    } catch (IllegalArgumentException e) {
      String shown = setting.nature() == Setting.Nature.SECRET ? "the value" : Values.shown(text);
      throw new ConfigException(
          setting.key() + ": " + shown + " (" + origin(setting.key()) + ") " + e.getMessage());
    }
  }

  private String located(Setting<?> setting, String text) {
    String path = text.strip();
    boolean isPath =
        switch (setting.nature()) {
          case PLAIN, SECRET -> false;
          case PATH -> true;
          case PATH_OR_URL -> !path.matches("(?i)[a-z][a-z0-9+.-]+:.*");
        };
    if (!isPath || path.isEmpty()) {
      return text;
    }
    return resolve(setting.key(), path).toString(); // InvalidPathException is an illegal argument
  }
}
