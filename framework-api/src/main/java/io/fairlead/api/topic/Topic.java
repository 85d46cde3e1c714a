package io.fairlead.api.topic;

/**
 * The name of a topic: levels separated by dots, such as {@code orders.42.created}. A level is not
 * empty and holds no blank, control character, {@code *} or {@code #}; all in all at most {@value
 * #MAX_LENGTH} characters. Topics need not be made before use, and cost nothing while nobody
 * subscribes or keeps their messages.
 *
 * @param name the whole name
 */
public record Topic(String name) implements Comparable<Topic> {

  /** Longest name, in characters. */
  public static final int MAX_LENGTH = 255;

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public Topic {
    Levels.check(name);
    if (name.indexOf('*') >= 0 || name.indexOf('#') >= 0) {
      throw new IllegalArgumentException("a topic has no wildcards; that is a TopicPattern");
    }
  }

  /**
   * A topic.
   *
   * @throws IllegalArgumentException if the name is not one
   */
  public static Topic of(String name) {
    return new Topic(name);
  }

  @Override
  public int compareTo(Topic other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
