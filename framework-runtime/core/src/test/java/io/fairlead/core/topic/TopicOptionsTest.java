package io.fairlead.core.topic;

import static io.fairlead.core.topic.TopicFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Registration;
import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.MessageClass;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.topic.TopicOptions;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.topic.TopicFixture.Client;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicOptionsTest {

  private final TopicFixture fixture =
      new TopicFixture(
          Map.of("fairlead.topics.overflow", "orders.#=drop-oldest, orders.*.big = disconnect"));
  private final DefaultTopics topics = fixture.topics;
  private final Client client = fixture.client();

  private OutboundMessage sent(String topic, OutboundMessage message) {
    Registration subscription = topics.subscribe(client.connection(), topic);
    topics.publish(topic, message);
    subscription.close();
    var written = client.transport().written;
    return written.get(written.size() - 1).message();
  }

  @Test
  void leavesAMessageAloneWhereNothingIsSaid() {
    OutboundMessage message = text("x");
    assertThat(sent("news", message)).isSameAs(message);
  }

  @Test
  void theSettingHoldsTheLaterItemFirst() {
    assertThat(sent("orders.42", text("x")).messageClass().overflow())
        .contains(Overflow.DROP_OLDEST);
    assertThat(sent("orders.42.big", text("x")).messageClass().overflow())
        .contains(Overflow.DISCONNECT);
  }

  @Test
  void messageClassGoesAboveTopicConfiguredGoesAboveSetting() {
    topics.configure(
        TopicPattern.of("orders.#"),
        TopicOptions.NONE.withOverflow(Overflow.CONFLATE).withLane(Lane.LOW));
    Registration latest =
        topics.configure(
            TopicPattern.of("orders.42"),
            TopicOptions.NONE.withLane(Lane.HIGH).withTimeToLive(Duration.ofSeconds(1)));
    MessageClass own = MessageClass.named("trade").withOverflow(Overflow.REJECT);

    MessageClass sent = sent("orders.42", text("x").as(own)).messageClass();

    assertThat(sent.name()).isEqualTo("trade");
    assertThat(sent.overflow()).contains(Overflow.REJECT);
    assertThat(sent.lane()).contains(Lane.HIGH);
    assertThat(sent.timeToLive()).contains(Duration.ofSeconds(1));
    assertThat(sent("orders.42", text("x")).messageClass().overflow()).contains(Overflow.CONFLATE);
    assertThat(sent("orders.42", text("x").as(own)).messageClass()).as("made once").isSameAs(sent);
    latest.close();
    MessageClass without = sent("orders.42", text("x").as(own)).messageClass();
    assertThat(without.lane()).contains(Lane.LOW);
    assertThat(without.timeToLive()).isEmpty();
  }

  @Test
  void latestOnlyGivesAllTheSameKey() {
    topics.configure(TopicPattern.of("price.*"), TopicOptions.NONE.withLatestOnly());

    assertThat(sent("price.x", text("1")).key()).contains("price.x");
    assertThat(sent("price.x", text("1").withKey("own")).key()).contains("price.x");
    assertThat(sent("news", text("1").withKey("own")).key()).contains("own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orders.#|must be pattern=policy",
        "orders.#=drop|must be one of reject, drop-newest",
        "a..b=reject|no empty levels",
        "a=reject,b*=reject|'b*=reject': a wildcard stands for whole levels",
        "=reject|1 to 255"
      })
  void aSettingThatDoesNotFitStopsTheStart(String value, String message) {
    assertThatThrownBy(() -> FairleadConfig.of(Map.of("fairlead.topics.overflow", value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("fairlead.topics.overflow")
        .hasMessageContaining(message);
  }

  @Test
  void manyClassesCostNoMemoryForEver() {
    topics.configure(TopicPattern.ALL, TopicOptions.NONE.withLane(Lane.LOW));
    for (int i = 1; i <= 3_000; i++) {
      assertThat(sent("a", text("x").withTimeToLive(Duration.ofMillis(i))).messageClass().lane())
          .contains(Lane.LOW);
    }
    assertThat(topics.hub().options().derivedClasses()).isEqualTo(1_000);
  }
}
