package io.fairlead.core.plugin;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One to four numbers with dots between them; missing ones count as 0, so 1 equals 1.0. */
final class Version implements Comparable<Version> {

  private static final Pattern FORM = Pattern.compile("\\d{1,9}(\\.\\d{1,9}){0,3}");
  private static final int PARTS = 4;

  private final int[] parts;

  private Version(int[] parts) {
    this.parts = parts;
  }

  /**
   * Reads a version.
   *
   * @throws IllegalArgumentException if it has another form
   */
  static Version parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is no version such as 1 or 1.2.3");
    }
    int[] given = Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray();
    return new Version(Arrays.copyOf(given, PARTS));
  }

  @Override
  public int compareTo(Version other) {
    return Arrays.compare(parts, other.parts);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Version that && Arrays.equals(parts, that.parts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(parts);
  }

  @Override
  public String toString() {
    int shown = parts[PARTS - 1] == 0 ? PARTS - 1 : PARTS;
    return Arrays.stream(parts, 0, shown)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining("."));
  }
}
