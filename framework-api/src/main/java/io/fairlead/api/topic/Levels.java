package io.fairlead.api.topic;

/** What topics and patterns have in common. */
final class Levels {

  private Levels() {}

  static void check(String name) {
    if (name.isEmpty() || name.length() > Topic.MAX_LENGTH) {
      throw new IllegalArgumentException("a topic name has 1 to 255 characters");
    }
    if (name.startsWith(".") || name.endsWith(".") || name.contains("..")) {
      throw new IllegalArgumentException("a topic name has no empty levels");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isWhitespace(c)
          || Character.isISOControl(c)
          || Character.isSurrogate(c) && lone(name, i)) {
        throw new IllegalArgumentException(
            "a topic name has no blanks, control characters or halves of characters");
      }
    }
  }

  private static boolean lone(String name, int at) {
    char c = name.charAt(at);
    return Character.isHighSurrogate(c)
        ? at + 1 == name.length() || !Character.isLowSurrogate(name.charAt(at + 1))
        : at == 0 || !Character.isHighSurrogate(name.charAt(at - 1));
  }
}
