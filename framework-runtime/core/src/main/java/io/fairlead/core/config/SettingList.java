package io.fairlead.core.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Makes settings and remembers them in the order in which they were made. */
final class SettingList {

  private final List<Setting<?>> all = new ArrayList<>();

  /** Those made so far. */
  List<Setting<?>> all() {
    return Collections.unmodifiableList(all);
  }

  <T> Setting<T> setting(
      String key,
      String kind,
      String defaultText,
      String description,
      Setting.Nature nature,
      Function<String, T> parser) {
    Setting<T> setting = new Setting<>(key, kind, defaultText, description, nature, parser);
    all.add(setting);
    return setting;
  }

  <T> Setting<T> plain(
      String key, String kind, String defaultText, String description, Function<String, T> parser) {
    return setting(key, kind, defaultText, description, Setting.Nature.PLAIN, parser);
  }

  Setting<String> text(String key, String defaultText, String description) {
    return plain(key, "text", defaultText, description, Function.identity());
  }

  Setting<String> secret(String key, String description) {
    return setting(key, "text", "", description, Setting.Nature.SECRET, Function.identity());
  }

  Setting<String> file(String key, String description) {
    return setting(key, "file", "", description, Setting.Nature.PATH, Function.identity());
  }

  Setting<String> directory(String key, String description) {
    return setting(key, "directory", "", description, Setting.Nature.PATH, Function.identity());
  }

  Setting<Integer> number(String key, int min, int max, int defaultValue, String description) {
    return plain(
        key,
        min + " to " + max,
        String.valueOf(defaultValue),
        description,
        text -> (int) Values.number(text, min, max));
  }

  Setting<Boolean> flag(String key, boolean defaultValue, String description) {
    return plain(key, "true | false", String.valueOf(defaultValue), description, Values::flag);
  }

  Setting<Duration> duration(String key, String defaultText, String description) {
    return plain(key, "duration", defaultText, description, Values::duration);
  }

  Setting<Duration> timeout(String key, String defaultText, String description) {
    return plain(key, "duration, at least 1ms", defaultText, description, Values::positiveDuration);
  }

  Setting<List<String>> list(String key, String defaultText, String description) {
    return plain(key, "list", defaultText, description, Values::list);
  }

  <E extends Enum<E>> Setting<E> choice(
      String key, Class<E> type, E defaultValue, String description) {
    return plain(
        key,
        String.join(" | ", Values.names(type)),
        Values.name(defaultValue),
        description,
        text -> Values.choice(text, type));
  }
}
