package io.fairlead.api.topic;

import java.util.List;

/**
 * Which topics: a name in which a level may be {@code *}, for any one level, or {@code #}, for any
 * number of levels, none included. {@code orders.*.created}, {@code orders.#}, {@code #.failed}. A
 * name without wildcards is the topic of that name. The wildcards are those of AMQP 0-9-1 (section
 * 3.1.3.3, topic exchanges).
 *
 * @param pattern the whole pattern
 */
public record TopicPattern(String pattern) {

  /** All topics. */
  public static final TopicPattern ALL = new TopicPattern("#");

  /**
   * Checks the pattern.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public TopicPattern {
    Levels.check(pattern);
    for (String level : pattern.split("\\.", -1)) {
      if (level.length() > 1 && (level.indexOf('*') >= 0 || level.indexOf('#') >= 0)) {
        throw new IllegalArgumentException(
            "a wildcard stands for whole levels: '" + level + "' mixes it with a name");
      }
    }
  }

  /**
   * A pattern.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static TopicPattern of(String pattern) {
    return new TopicPattern(pattern);
  }

  /** The pattern that one topic matches. */
  public static TopicPattern of(Topic topic) {
    return new TopicPattern(topic.name());
  }

  /** Whether it has wildcards. */
  public boolean hasWildcards() {
    return pattern.indexOf('*') >= 0 || pattern.indexOf('#') >= 0;
  }

  /** Its levels, in order. */
  public List<String> levels() {
    return List.of(pattern.split("\\.", -1));
  }

  /** Whether a topic matches. */
  public boolean matches(Topic topic) {
    return hasWildcards()
        ? matches(pattern.split("\\.", -1), topic.name().split("\\.", -1))
        : pattern.equals(topic.name());
  }

  /** As for file names: on a mismatch the latest # takes one level more. */
  private static boolean matches(String[] pattern, String[] name) {
    int p = 0;
    int n = 0;
    int hash = -1;
    int taken = 0;
    while (n < name.length) {
      if (p < pattern.length && pattern[p].equals("#")) {
        hash = p++;
        taken = n;
      } else if (p < pattern.length && (pattern[p].equals("*") || pattern[p].equals(name[n]))) {
        p++;
        n++;
      } else if (hash >= 0) {
        p = hash + 1;
        n = ++taken;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p].equals("#")) {
      p++;
    }
    return p == pattern.length;
  }

  @Override
  public String toString() {
    return pattern;
  }
}
