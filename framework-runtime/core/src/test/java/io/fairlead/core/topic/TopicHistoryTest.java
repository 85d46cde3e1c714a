package io.fairlead.core.topic;

import static io.fairlead.core.topic.TopicFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fairlead.api.Registration;
import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicHistory;
import io.fairlead.api.topic.TopicOptions;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.support.CapturedLog;
import io.fairlead.core.support.MovableClock;
import io.fairlead.core.topic.TopicFixture.Client;
import io.fairlead.core.transport.OutboundFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicHistoryTest {

  private static final Topic A = Topic.of("a");
  private static final Topic B = Topic.of("b");

  private final TopicFixture fixture = new TopicFixture(Map.of());
  private final DefaultTopics topics = fixture.topics;

  private static List<String> texts(List<TopicHistory.Kept> kept) {
    return kept.stream().map(each -> each.message().text()).toList();
  }

  // --- in memory -------------------------------------------------------------------------------

  private static MemoryHistory memory(int messagesOfTenBytes, int topics) {
    return new MemoryHistory(
        messagesOfTenBytes * (10L + MemoryHistory.MESSAGE_OVERHEAD), topics, new MovableClock());
  }

  private static OutboundMessage ten(String text) {
    return text((text + "..........").substring(0, 10));
  }

  @Test
  void keepsTheLatestOfEachTopic() {
    MemoryHistory memory = memory(100, 100);
    for (int i = 1; i <= 5; i++) {
      assertThat(memory.append(A, text("m" + i), 3)).isEqualTo(i);
    }
    assertThat(memory.append(B, text("n1"), 3)).isEqualTo(1);

    assertThat(texts(memory.latest(A, 10))).containsExactly("m3", "m4", "m5");
    assertThat(texts(memory.latest(A, 2))).containsExactly("m4", "m5");
    assertThat(memory.latest(A, 0)).isEmpty();
    assertThat(memory.latest(Topic.of("c"), 5)).isEmpty();
    assertThat(texts(memory.after(A, 0, 10))).containsExactly("m3", "m4", "m5");
    assertThat(texts(memory.after(A, 3, 1))).containsExactly("m4");
    assertThat(memory.after(A, 5, 10)).isEmpty();
    assertThat(memory.latest(B, 1).get(0).at()).isEqualTo(MovableClock.START);
  }

  @Test
  void theTopicLongestUnusedGivesUpItsOldestFirst() {
    MemoryHistory memory = memory(4, 100);
    memory.append(A, ten("a1"), 9);
    memory.append(A, ten("a2"), 9);
    memory.append(B, ten("b1"), 9);
    memory.append(B, ten("b2"), 9);
    memory.latest(A, 1); // so that b is longest unused

    memory.append(A, ten("a3"), 9);
    assertThat(memory.after(B, 0, 9)).hasSize(1).first().extracting("position").isEqualTo(2L);
    memory.append(A, ten("a4"), 9);
    memory.append(A, ten("a5"), 9);
    memory.append(A, ten("a6"), 9);

    assertThat(memory.latest(B, 9)).isEmpty();
    assertThat(texts(memory.latest(A, 9))).hasSize(4).first().asString().startsWith("a3");
    assertThat(memory.bytes()).isEqualTo(4 * (10L + MemoryHistory.MESSAGE_OVERHEAD));
  }

  @Test
  void positionsRiseAlsoWhereATopicWasForgottenMeanwhile() {
    MemoryHistory memory = memory(100, 2);
    memory.append(A, ten("a1"), 9);
    memory.append(A, ten("a2"), 9);
    memory.append(B, ten("b1"), 9);
    memory.append(Topic.of("c"), ten("c1"), 9);
    assertThat(memory.topics()).containsExactly(B, Topic.of("c"));

    assertThat(memory.append(A, ten("a3"), 9)).isGreaterThan(2);
    memory.forget(A);
    assertThat(memory.append(A, ten("a4"), 9)).isGreaterThan(3);
  }

  @Test
  void oneThatIsTooLargeByItselfIsNotKeptAndDrivesNothingOut() {
    MemoryHistory memory = memory(2, 100);
    memory.append(A, ten("a1"), 9);
    assertThat(memory.append(B, text("x".repeat(1_000)), 9)).isEqualTo(1);

    assertThat(memory.latest(A, 9)).hasSize(1);
    assertThat(memory.latest(B, 9)).isEmpty();
    assertThat(memory.append(B, ten("b2"), 9)).isEqualTo(2);
  }

  // --- which topics, and where -------------------------------------------------------------------

  @Test
  void keepsWhatItWasToldToWhileItWasTold() {
    Registration all = topics.retain(TopicPattern.of("#"), 1);
    Registration some = topics.retain(TopicPattern.of("a.#"), 2);
    topics.publish("b", text("b1"));
    topics.publish("b", text("b2"));
    for (int i = 1; i <= 3; i++) {
      topics.publish("a", text("a" + i));
    }

    assertThat(texts(topics.history(B).orElseThrow().latest(B, 9))).containsExactly("b2");
    assertThat(texts(topics.history(A).orElseThrow().latest(A, 9))).containsExactly("a2", "a3");

    all.close();
    assertThat(topics.history(B)).isEmpty();
    assertThat(topics.hub().retention().bytes())
        .isEqualTo(2 * (2 + MemoryHistory.MESSAGE_OVERHEAD));
    topics.publish("b", text("b3"));
    assertThat(topics.history(A)).isPresent();

    some.close();
    assertThat(topics.history(A)).isEmpty();
    assertThat(topics.hub().retention().bytes()).isZero();
  }

  @Test
  void theLatestHistoryDecides() {
    topics.retain(TopicPattern.of("#"), 5);
    MemoryHistory elsewhere = memory(9, 9);
    TopicHistory other =
        new TopicHistory() {
          @Override
          public long append(Topic topic, OutboundMessage message) {
            return elsewhere.append(topic, message, 9);
          }

          @Override
          public List<Kept> latest(Topic topic, int most) {
            return elsewhere.latest(topic, most);
          }

          @Override
          public List<Kept> after(Topic topic, long position, int most) {
            return elsewhere.after(topic, position, most);
          }
        };
    Registration there = topics.retain(TopicPattern.of("a"), other);
    topics.publish("a", text("1"));
    Client client = fixture.client();
    topics.subscribe(client.connection(), A, 5);

    assertThat(texts(elsewhere.latest(A, 9))).containsExactly("1");
    assertThat(client.texts()).containsExactly("1");
    assertThat(topics.history(A)).contains(other);
    there.close();
    assertThat(topics.history(A).orElseThrow().latest(A, 9)).isEmpty();
  }

  @Test
  void aHistoryThatFailsCostsOnlyWhatItShouldHaveKept() {
    topics.retain(TopicPattern.of("a"), new Broken());
    Client client = fixture.client();
    try (CapturedLog log = new CapturedLog()) {
      topics.subscribe(client.connection(), A, 5);
      topics.publish("a", text("1"));
      assertThat(log.lines()).filteredOn(line -> line.contains("disk full")).hasSize(2);
    }
    assertThat(client.texts()).containsExactly("1");
  }

  private static final class Broken implements TopicHistory {
    @Override
    public long append(Topic topic, OutboundMessage message) {
      throw new IllegalStateException("disk full");
    }

    @Override
    public List<Kept> latest(Topic topic, int most) {
      throw new IllegalStateException("disk full");
    }

    @Override
    public List<Kept> after(Topic topic, long position, int most) {
      throw new IllegalStateException("disk full");
    }
  }

  @Test
  void refusesNumbersThatMakeNoSense() {
    Client client = fixture.client();
    assertThatIllegalArgumentException().isThrownBy(() -> topics.retain(TopicPattern.ALL, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> topics.subscribe(client.connection(), A, -1));
    assertThat(topics.hub().nodes()).isZero();
  }

  // --- sent again --------------------------------------------------------------------------------

  @Test
  void sendsTheLatestAndGoesOn() {
    topics.retain(TopicPattern.of("a"), 10);
    for (int i = 1; i <= 4; i++) {
      topics.publish("a", text("" + i));
    }
    Client client = fixture.client();
    Client notKept = fixture.client();
    topics.subscribe(client.connection(), A, 2);
    topics.subscribe(notKept.connection(), B, 2);
    topics.publish("a", text("5"));
    topics.publish("b", text("6"));

    assertThat(client.texts()).containsExactly("3", "4", "5");
    assertThat(notKept.texts()).containsExactly("6");
  }

  @Test
  void whatWasKeptIsSentAsItsTopicIsSentNowForTheRestOfItsLife() {
    topics.retain(TopicPattern.of("a"), 10);
    topics.publish("a", text("old"));
    fixture.clock.forward(Duration.ofSeconds(20));
    topics.publish("a", text("young"));
    fixture.clock.forward(Duration.ofSeconds(45));
    topics.configure(
        TopicPattern.of("a"),
        TopicOptions.NONE.withLane(Lane.LOW).withTimeToLive(Duration.ofMinutes(1)));
    Client client = fixture.client();

    topics.subscribe(client.connection(), A, 5);

    assertThat(client.texts()).containsExactly("young");
    assertThat(client.transport().written)
        .singleElement()
        .extracting(OutboundFrame::message)
        .satisfies(
            message -> {
              assertThat(message.messageClass().lane()).contains(Lane.LOW);
              assertThat(message.messageClass().timeToLive()).contains(Duration.ofSeconds(15));
            });
  }
}
