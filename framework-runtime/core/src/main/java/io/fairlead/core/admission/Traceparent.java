package io.fairlead.core.admission;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks {@code traceparent} (W3C Trace Context, section 3.2). */
final class Traceparent {

  private static final int VERSION_00_LENGTH = 55;
  private static final int MAX_LENGTH = 256;
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-[\\x21-\\x7e]*)?");

  private Traceparent() {}

  /** The header's value where it stands there once and is well formed. */
  static Optional<String> of(List<String> lines) {
    if (lines.size() != 1) {
      return Optional.empty();
    }
    String value = lines.get(0).strip();
    return isWellFormed(value) ? Optional.of(value) : Optional.empty();
  }

  private static boolean isWellFormed(String value) {
    if (value.length() < VERSION_00_LENGTH || value.length() > MAX_LENGTH) {
      return false;
    }
    Matcher matcher = FORM.matcher(value);
    return matcher.matches()
        && !matcher.group(1).equals("ff")
        // version 00 has these four fields and no more; later ones may add to them
        && (!matcher.group(1).equals("00") || value.length() == VERSION_00_LENGTH)
        && !isZero(matcher.group(2))
        && !isZero(matcher.group(3));
  }

  private static boolean isZero(String hex) {
    return hex.chars().allMatch(c -> c == '0');
  }
}
