package io.fairlead.core.plugin;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of versions in mathematical notation: {@code [0.1,1)} holds 0.1 but not 1, {@code [1,)}
 * all from 1 on, {@code (,2]} all up to 2, {@code [1.2]} only that one.
 */
final class VersionRange {

  private static final Pattern FORM = Pattern.compile("([\\[(])([^,]*)(?:(,)([^,]*))?([])])");

  private final @Nullable Version from;
  private final boolean fromIncluded;
  private final @Nullable Version to;
  private final boolean toIncluded;
  private final String text;

  private VersionRange(
      @Nullable Version from,
      boolean fromIncluded,
      @Nullable Version to,
      boolean toIncluded,
      String text) {
    this.from = from;
    this.fromIncluded = fromIncluded;
    this.to = to;
    this.toIncluded = toIncluded;
    this.text = text;
  }

  /**
   * Reads a range.
   *
   * @throws IllegalArgumentException if it has another form, or holds nothing
   */
  static VersionRange parse(String text) {
    String stripped = text.strip();
    Matcher matcher = FORM.matcher(stripped);
    if (!matcher.matches()) {
      throw malformed(stripped);
    }
    boolean single = matcher.group(3) == null;
    Version from = bound(matcher.group(2), stripped);
    Version to = single ? from : bound(matcher.group(4), stripped);
    VersionRange range =
        new VersionRange(
            from, matcher.group(1).equals("["), to, matcher.group(5).equals("]"), stripped);
    if ((single && from == null) || range.isEmpty()) {
      throw new IllegalArgumentException("'" + stripped + "' holds no version at all");
    }
    return range;
  }

  private static @Nullable Version bound(String part, String whole) {
    try {
      return part.isBlank() ? null : Version.parse(part.strip());
    } catch (IllegalArgumentException e) {
      throw malformed(whole);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException("'" + text + "' is no range such as [0.1,1)");
  }

  private boolean isEmpty() {
    if (from == null || to == null) {
      return false;
    }
    int order = from.compareTo(to);
    return order > 0 || (order == 0 && !(fromIncluded && toIncluded));
  }

  /** Whether it holds a version. */
  boolean contains(Version version) {
    return above(version) && below(version);
  }

  private boolean above(Version version) {
    int order = from == null ? 1 : version.compareTo(from);
    return order > 0 || (order == 0 && fromIncluded);
  }

  private boolean below(Version version) {
    int order = to == null ? -1 : version.compareTo(to);
    return order < 0 || (order == 0 && toIncluded);
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
