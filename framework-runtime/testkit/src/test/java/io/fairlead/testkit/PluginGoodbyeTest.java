package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.event.Event;
import io.fairlead.api.event.MessagePublished;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.api.topic.Topics;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a plugin can do with topics and events while it stops. */
final class PluginGoodbyeTest {

  record Own() implements Event {}

  /** Tells its subscribers that it goes. */
  private static final class Leaving implements Plugin {
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    @Nullable PluginContext context;

    @Override
    public void start(PluginContext given) {
      context = given;
      given
          .contributions()
          .add(
              ConnectionListener.class,
              new ConnectionListener() {
                @Override
                public void onOpen(Connection connection) {
                  given.topics().subscribe(connection, "news");
                }
              });
      given.topics().listen(TopicPattern.of("news"), (topic, message) -> heard.add("topic"));
      given.events().listen(MessagePublished.class, event -> heard.add("event"));
    }

    PluginContext context() {
      assertThat(context).isNotNull();
      return context;
    }

    @Override
    public void stop() {
      Topics topics = context().topics();
      topics.publish("news", OutboundMessage.text("goodbye"));
      context().events().fire(new Own());
      assertThatThrownBy(() -> topics.listen(TopicPattern.of("news"), (topic, message) -> {}))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> context().events().listen(Own.class, event -> {}))
          .isInstanceOf(IllegalStateException.class);
      heard.add("stopped");
    }
  }

  @Test
  void itMaySayGoodbyeToItsSubscribersButHearsNothingAnyMore() throws Exception {
    Leaving plugin = new Leaving();
    PluginHarness harness = PluginHarness.of(plugin).start();
    RecordedConnection connection = harness.connect();
    harness.topics().publish("news", OutboundMessage.text("hello"));
    assertThat(plugin.heard).containsExactlyInAnyOrder("topic", "event");
    harness.close();

    assertThat(connection.sentTexts()).containsExactly("hello", "goodbye");
    assertThat(plugin.heard).hasSize(3).contains("stopped");
    assertThat(harness.topics().subscribers(Topic.of("news"))).isZero();
    Topics topics = plugin.context().topics();
    assertThatThrownBy(() -> topics.publish("news", OutboundMessage.text("late")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> plugin.context().events().fire(new Own()))
        .isInstanceOf(IllegalStateException.class);
  }
}
