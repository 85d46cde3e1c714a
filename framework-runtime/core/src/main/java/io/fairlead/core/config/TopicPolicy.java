package io.fairlead.core.config;

import io.fairlead.api.connection.Overflow;
import io.fairlead.api.topic.TopicPattern;
import java.util.List;

/**
 * What happens to messages of some topics that do not fit.
 *
 * @param topics which topics
 * @param overflow what happens
 */
public record TopicPolicy(TopicPattern topics, Overflow overflow) {

  /**
   * Reads a list of {@code pattern=policy}.
   *
   * @throws IllegalArgumentException naming the item that is none
   */
  static List<TopicPolicy> list(String text) {
    return Values.list(text).stream().map(TopicPolicy::of).toList();
  }

  private static TopicPolicy of(String item) {
    int equals = item.lastIndexOf('='); // a level may hold one, a policy does not
    if (equals < 0) {
      throw wrong(item, "must be pattern=policy, such as orders.#=drop-oldest");
    }
    try {
      return new TopicPolicy(
          TopicPattern.of(item.substring(0, equals).strip()),
          Values.choice(item.substring(equals + 1), Overflow.class));
    } catch (IllegalArgumentException e) {
      throw wrong(item, String.valueOf(e.getMessage()));
    }
  }

  private static IllegalArgumentException wrong(String item, String why) {
    return new IllegalArgumentException(Values.shown(item) + ": " + why);
  }
}
