package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.Topics;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class PluginTopicsTest {

  private static OutboundMessage text(String text) {
    return OutboundMessage.text(text);
  }

  @Test
  void aPluginUsesTopicsAsItWouldInAServer() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new OrdersPlugin()).start()) {
      Topics topics = harness.topics();
      topics.publish("orders.new", text("first"));
      topics.publish("orders.new", text("second"));
      RecordedConnection client = harness.connect();
      assertThat(topics.publish("orders.new", text("x".repeat(4097))).stopped()).isTrue();
      topics.publish("prices.eur", text("1.08"));

      assertThat(client.sentTexts()).containsExactly("first", "second", "1.08");
      OutboundMessage price = client.sent().get(2);
      assertThat(price.messageClass().lane()).contains(Lane.LOW);
      assertThat(price.key()).contains("prices.eur");

      client.clientCloses(CloseCodes.NORMAL_CLOSURE);
      assertThat(topics.subscribers(Topic.of("prices.eur"))).isZero();
    }
  }

  @Test
  void whatAPluginRegisteredEndsWithItAndItCanDoNothingMore() throws Exception {
    AtomicReference<PluginContext> kept = new AtomicReference<>();
    Plugin plugin =
        new Plugin() {
          @Override
          public void start(PluginContext context) {
            kept.set(context);
            context
                .contributions()
                .add(
                    ConnectionListener.class,
                    new ConnectionListener() {
                      @Override
                      public void onOpen(Connection connection) {
                        context.topics().subscribe(connection, "news");
                      }
                    });
          }

          @Override
          public void stop() {
            kept.get().topics().publish("news", text("bye"));
          }
        };
    PluginHarness harness = PluginHarness.of(plugin).id("news").start();
    RecordedConnection client = harness.connect();
    harness.topics().publish("news", text("1"));
    harness.close();
    harness.topics().publish("news", text("2"));

    assertThat(client.sentTexts()).containsExactly("1", "bye");
    assertThatIllegalStateException()
        .isThrownBy(() -> kept.get().topics().subscribe(client, "news"))
        .withMessageContaining("'news'");
  }

  @Test
  void anEndpointFindsTopicsThroughItsConnection() throws Exception {
    try (PluginHarness harness =
        PluginHarness.of(context -> {})
            .endpoint(
                (connection, message) -> {
                  Topics topics = connection.unwrap(Topics.class).orElseThrow();
                  if (message.text().equals("join")) {
                    topics.subscribe(connection, "room.#");
                  } else {
                    topics.publish("room.lobby", text(message.text()));
                  }
                })
            .start()) {
      RecordedConnection member = harness.connect().clientSends("join");
      RecordedConnection guest = harness.connect().clientSends("hello");

      assertThat(member.sentTexts()).containsExactly("hello");
      assertThat(guest.sent()).isEmpty();
    }
  }
}
