package io.fairlead.core.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads values from text. Each method says in an {@link IllegalArgumentException} what it wants.
 */
public final class Values {

  /** A century: nobody waits longer, and in nanoseconds it still fits a {@code long} with room. */
  static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d)");

  private Values() {}

  static long number(String text, long min, long max) {
    try {
      long value = Long.parseLong(text.strip());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, in the same words
    }
    throw new IllegalArgumentException("must be a whole number from " + min + " to " + max);
  }

  static boolean flag(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  /**
   * A duration from 0 to 36500 days, written {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h},
   * {@code 2d} or as in ISO-8601.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  public static Duration duration(String text) {
    try {
      Duration duration = parseDuration(text.strip().toLowerCase(Locale.ROOT));
      if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // said below, in the same words
    }
    throw new IllegalArgumentException(
        "must be a duration such as 500ms, 10s, 5m or 1h, at most " + LONGEST.toDays() + "d");
  }

  static Duration positiveDuration(String text) {
    Duration duration = duration(text);
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException("must be at least 1ms");
    }
    return duration;
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = SHORT_DURATION.matcher(text);
    if (!matcher.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** Splits at commas; {@code \,} is a comma of the item itself, {@code \\} a backslash. */
  static List<String> list(String text) {
    List<String> items = new ArrayList<>();
    StringBuilder item = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escape = c == '\\' && i + 1 < text.length() && ",\\".indexOf(text.charAt(i + 1)) >= 0;
      if (escape) {
        item.append(text.charAt(++i));
      } else if (c == ',') {
        items.add(item.toString().strip());
        item.setLength(0);
      } else {
        item.append(c);
      }
    }
    items.add(item.toString().strip());
    items.removeIf(String::isEmpty);
    return List.copyOf(items);
  }

  /** The text that {@link #list} reads back. */
  static String join(List<String> items) {
    return items.stream()
        .map(item -> item.replace("\\", "\\\\").replace(",", "\\,"))
        .collect(Collectors.joining(","));
  }

  static <E extends Enum<E>> E choice(String text, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equals(text.strip().toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw new IllegalArgumentException("must be one of " + String.join(", ", names(type)));
  }

  static <E extends Enum<E>> List<String> names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Values::name).toList();
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A value as it may stand in a message: on one line, and not for ever. */
  static String shown(String text) {
    String line =
        text.codePoints()
            .limit(80)
            .collect(StringBuilder::new, Values::append, StringBuilder::append)
            .toString();
    return "'" + line + (text.codePointCount(0, text.length()) > 80 ? "…" : "") + "'";
  }

  private static void append(StringBuilder to, int codePoint) {
    to.appendCodePoint(Character.isISOControl(codePoint) ? '?' : codePoint);
  }
}
