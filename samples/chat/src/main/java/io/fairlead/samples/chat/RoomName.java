package io.fairlead.samples.chat;

import java.util.regex.Pattern;

/** What a room may be called. */
final class RoomName {

  static final String RULE =
      "A room's name has 1 to 32 small letters, digits and hyphens, and starts with no hyphen.";

  private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  private RoomName() {}

  static boolean valid(String name) {
    return VALID.matcher(name).matches();
  }
}
