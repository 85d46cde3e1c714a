package io.fairlead.core.topic;

import static io.fairlead.core.topic.TopicFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.Registration;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.event.MessagePublished;
import io.fairlead.api.plugin.TopicMiddleware;
import io.fairlead.api.topic.PublishReceipt;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.CapturedLog;
import io.fairlead.core.topic.TopicFixture.Client;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TopicMiddlewareTest {

  private final TopicFixture fixture = new TopicFixture(Map.of());
  private final DefaultTopics topics = fixture.topics;
  private final ContributionRegistry.Scope plugin = fixture.contributions.scope("censor");
  private final Client client = fixture.client();

  private Registration add(int order, TopicMiddleware middleware) {
    return plugin.add(TopicMiddleware.class, middleware, order);
  }

  private static TopicMiddleware appends(String suffix) {
    return TopicMiddleware.transform(
        TopicPattern.ALL, (topic, message) -> text(message.text() + suffix));
  }

  @Test
  void transformsInOrderBeforeHistoryEventAndSubscribers() {
    topics.subscribe(client.connection(), "#");
    topics.retain(TopicPattern.ALL, 10);
    add(2, appends("2"));
    add(1, appends("1"));

    topics.publish("a", text("x"));

    assertThat(client.texts()).containsExactly("x12");
    assertThat(topics.history(Topic.of("a")).orElseThrow().latest(Topic.of("a"), 10))
        .extracting(kept -> kept.message().text())
        .containsExactly("x12");
    assertThat(fixture.bus.fired)
        .singleElement()
        .isInstanceOfSatisfying(
            MessagePublished.class,
            event -> {
              assertThat(event.topic()).isEqualTo(Topic.of("a"));
              assertThat(event.message().text()).isEqualTo("x12");
            });
  }

  @Test
  void aFilterStopsAMessageForEverybody() {
    topics.subscribe(client.connection(), "#");
    topics.retain(TopicPattern.ALL, 10);
    add(
        0,
        TopicMiddleware.filter(
            TopicPattern.of("guarded.#"), (topic, message) -> !message.text().contains("secret")));

    PublishReceipt stopped = topics.publish("guarded.a", text("a secret"));
    PublishReceipt passed = topics.publish("guarded.a", text("news"));
    topics.publish("open", text("no secret here"));

    assertThat(stopped.stopped()).isTrue();
    assertThat(stopped.subscribers()).isZero();
    assertThat(stopped.completion()).isCompletedWithValue(stopped);
    assertThat(passed.stopped()).isFalse();
    assertThat(client.texts()).containsExactly("news", "no secret here");
    assertThat(fixture.bus.fired).hasSize(2);
    Topic guarded = Topic.of("guarded.a");
    assertThat(topics.history(guarded).orElseThrow().latest(guarded, 9)).hasSize(1);
  }

  @Test
  void oneThatFailsStopsTheMessageAndIsNamed() {
    topics.subscribe(client.connection(), "#");
    try (CapturedLog log = new CapturedLog()) {
      Registration failing =
          add(
              0,
              (topic, message) -> {
                throw new IllegalStateException("broken filter");
              });
      assertThat(topics.publish("a", text("1")).stopped()).isTrue();
      assertThat(log.lines()).anyMatch(line -> line.contains("censor") && line.contains("broken"));
      failing.close();
    }
    Registration nothing = add(0, new Nothing());
    assertThat(topics.publish("a", text("2")).stopped()).isTrue();
    nothing.close();
    assertThat(topics.publish("a", text("3")).stopped()).isFalse();
    assertThat(client.texts()).containsExactly("3");
  }

  @Test
  void oneThatCannotSayWhatItIsForLetsNothingThrough() {
    topics.subscribe(client.connection(), "#");
    Registration unclear =
        add(
            0,
            new TopicMiddleware() {
              @Override
              public TopicPattern topics() {
                throw new IllegalStateException("no idea");
              }

              @Override
              public Optional<OutboundMessage> onPublish(Topic topic, OutboundMessage message) {
                return Optional.of(message);
              }
            });

    assertThat(topics.publish("a", text("1")).stopped()).isTrue();
    unclear.close();
    assertThat(topics.publish("a", text("2")).stopped()).isFalse();
  }

  @Test
  void oneThatEndsWithItsPluginIsAskedNoMore() {
    topics.subscribe(client.connection(), "#");
    add(0, appends("!"));
    topics.publish("a", text("1"));
    plugin.close();
    topics.publish("a", text("2"));

    assertThat(client.texts()).containsExactly("1!", "2");
  }

  @Test
  void comesAndGoesWhileOthersPublish() throws Exception {
    topics.subscribe(client.connection(), "#");
    CountDownLatch enough = new CountDownLatch(200);
    Thread publisher =
        new Thread(
            () -> {
              while (enough.getCount() > 0) {
                topics.publish("a", text("x"));
              }
            });
    publisher.start();
    while (enough.getCount() > 0) {
      Registration marks = add(0, appends("!"));
      int before = client.transport().written.size();
      while (client.transport().written.size() < before + 3) {
        Thread.onSpinWait();
      }
      marks.close();
      enough.countDown();
    }
    publisher.join(TimeUnit.MINUTES.toMillis(1));

    assertThat(publisher.isAlive()).isFalse();
    List<String> texts = client.texts();
    assertThat(texts).contains("x!").allMatch(each -> each.equals("x") || each.equals("x!"));
    topics.publish("a", text("last"));
    assertThat(client.texts()).last().isEqualTo("last");
  }

  /** Breaks the contract. */
  private static final class Nothing implements TopicMiddleware {
    @Override
    @SuppressWarnings({"NullAway", "NullOptional"}) // that is the point
    public Optional<OutboundMessage> onPublish(Topic topic, OutboundMessage message) {
      return null;
    }
  }

  @Test
  void oneThatIsTakenOutIsNotHeldOnTo() {
    WeakReference<TopicMiddleware> gone = addUseAndClose();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              System.gc();
              return gone.get() == null;
            });
  }

  /** In a method of its own, so that no local variable keeps it. */
  private WeakReference<TopicMiddleware> addUseAndClose() {
    String suffix = "!";
    TopicMiddleware middleware =
        TopicMiddleware.transform(TopicPattern.ALL, (topic, message) -> text(message + suffix));
    Registration added = add(0, middleware);
    topics.publish("a", text("x"));
    added.close();
    return new WeakReference<>(middleware);
  }
}
