package io.fairlead.core.topic;

import io.fairlead.api.topic.Topic;

/** Takes the names of topics apart. */
final class TopicLevels {

  private TopicLevels() {}

  static String[] of(Topic topic) {
    String name = topic.name();
    int count = 1;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      count++;
    }
    String[] levels = new String[count];
    int from = 0;
    for (int i = 0; i < count; i++) {
      int dot = name.indexOf('.', from);
      levels[i] = name.substring(from, dot < 0 ? name.length() : dot);
      from = dot + 1;
    }
    return levels;
  }
}
