package io.fairlead.core.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which keys there are, and which one somebody may have meant. */
final class KnownKeys {

  static final String ROOT = "fairlead.";
  static final String PLUGINS = "fairlead.plugins.";

  private KnownKeys() {}

  static boolean contains(String key) {
    return isPluginKey(key) || Settings.all().stream().anyMatch(s -> s.key().equals(key));
  }

  /** A free key of a plugin: {@code fairlead.plugins.<id>.<anything>}. */
  static boolean isPluginKey(String key) {
    return key.startsWith(PLUGINS) && key.indexOf('.', PLUGINS.length() + 1) > 0;
  }

  /** What to do about an unknown key: the nearest known one, or those that stand beside it. */
  static String advice(String key) {
    if (key.startsWith(PLUGINS)) {
      return nearest(key, Setting::key)
          .filter(near -> near.startsWith(PLUGINS))
          .map(near -> "did you mean '" + near + "'?")
          .orElse("a plugin's keys are " + PLUGINS + "<id>.<key>");
    }
    return nearest(key, Setting::key)
        .map(near -> "did you mean '" + near + "'?")
        .orElseGet(() -> siblings(key));
  }

  static String adviceForVariable(String name) {
    return nearest(name, s -> variable(s.key()))
        .map(near -> "; did you mean '" + near + "'?")
        .orElse("");
  }

  /** The name of a key as an environment variable, by the rules of MicroProfile Config. */
  static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  private static Optional<String> nearest(String wanted, Function<Setting<?>, String> name) {
    String folded = wanted.toLowerCase(Locale.ROOT);
    List<String> names = new ArrayList<>(Settings.all().stream().map(name).toList());
    String unrooted = folded.startsWith(ROOT) ? folded : ROOT + folded;
    return names.stream()
        .min(Comparator.comparingInt(known -> distance(known, folded, unrooted)))
        .filter(known -> distance(known, folded, unrooted) <= Math.max(3, known.length() / 5));
  }

  private static int distance(String known, String folded, String rooted) {
    String name = known.toLowerCase(Locale.ROOT);
    return Math.min(Levenshtein.distance(name, folded), Levenshtein.distance(name, rooted));
  }

  private static String siblings(String key) {
    int end = key.lastIndexOf('.');
    for (; end > 0; end = key.lastIndexOf('.', end - 1)) {
      String names = below(key.substring(0, end + 1));
      if (!names.isEmpty()) {
        return "below '" + key.substring(0, end) + "' there are " + names;
      }
    }
    return "all keys start with '" + ROOT + "'; below it there are " + below(ROOT);
  }

  private static String below(String prefix) {
    return Settings.all().stream()
        .map(Setting::key)
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()).replaceFirst("\\..*", ".*"))
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
