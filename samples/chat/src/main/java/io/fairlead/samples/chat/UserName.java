package io.fairlead.samples.chat;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a user may be called. */
final class UserName {

  static final String RULE =
      "A name has 1 to 32 letters, digits, blanks, hyphens, dots and underscores,"
          + " and starts with a letter or a digit.";

  private static final Pattern VALID =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} ._-]{0,31}");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private UserName() {}

  /**
   * The name in the one form that stands for it, so that two users never look the same by blanks.
   */
  static Optional<String> clean(String typed) {
    if (typed.length() > 200) {
      return Optional.empty();
    }
    String one = BLANKS.matcher(Normalizer.normalize(typed, Normalizer.Form.NFKC)).replaceAll(" ");
    return Optional.of(one.strip()).filter(name -> VALID.matcher(name).matches());
  }
}
