package io.fairlead.core.event;

import io.fairlead.api.topic.Topic;

/** The path of a connection as a topic. */
public final class PathTopic {

  private static final Topic ROOT = new Topic("/");

  private PathTopic() {}

  /**
   * {@code /chat/lobby} becomes {@code chat.lobby}, the root {@code /}. Characters that a topic
   * cannot have, and dots, become underscores; empty levels go, and so does what is too long.
   *
   * @param path decoded, without the query
   */
  public static Topic of(String path) {
    StringBuilder name = new StringBuilder(path.length());
    for (String level : path.split("/")) {
      if (!level.isEmpty()) {
        if (!name.isEmpty()) {
          name.append('.');
        }
        level.codePoints().forEach(c -> name.appendCodePoint(legal(c) ? c : '_'));
      }
    }
    return name.isEmpty() ? ROOT : new Topic(shortened(name));
  }

  private static boolean legal(int c) {
    return c != '.'
        && c != '*'
        && c != '#'
        && !Character.isWhitespace(c)
        && !Character.isISOControl(c)
        && !(Character.isBmpCodePoint(c) && Character.isSurrogate((char) c));
  }

  private static String shortened(StringBuilder name) {
    int end = Math.min(name.length(), Topic.MAX_LENGTH);
    boolean splits = end < name.length() && Character.isHighSurrogate(name.charAt(end - 1));
    end = splits ? end - 1 : end;
    end = name.charAt(end - 1) == '.' ? end - 1 : end;
    return name.substring(0, end);
  }
}
