package io.fairlead.testkit;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.Lane;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.plugin.TopicMiddleware;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicOptions;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.api.topic.Topics;

/** What docs/topics.md shows of a plugin. */
public final class OrdersPlugin implements Plugin {

  // snippet: plugin
  @Override
  public void start(PluginContext context) {
    Topics topics = context.topics();
    topics.configure(
        TopicPattern.of("prices.*"), TopicOptions.NONE.withLane(Lane.LOW).withLatestOnly());
    topics.retain(TopicPattern.of("orders.#"), 50);
    context
        .contributions()
        .add(
            TopicMiddleware.class,
            TopicMiddleware.filter(
                TopicPattern.of("orders.#"), (topic, message) -> message.size() <= 4096));
    context
        .contributions()
        .add(
            ConnectionListener.class,
            new ConnectionListener() {
              @Override
              public void onOpen(Connection connection) {
                topics.subscribe(connection, Topic.of("orders.new"), 10); // the latest ten, too
                topics.subscribe(connection, "prices.*");
              }
            });
  }
  // end
}
