package io.fairlead.core.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "orders.42.created", "/", "ä.π.😀", "a=b", "-_:;@"})
  void takesNames(String name) {
    assertThat(Topic.of(name).name()).isEqualTo(name);
    assertThat(TopicPattern.of(name).matches(Topic.of(name))).isTrue();
    assertThat(TopicPattern.of(name).hasWildcards()).isFalse();
    assertThat(TopicLevels.of(Topic.of(name))).containsExactly(name.split("\\."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "a.", ".a", "a..b", "a b", "a\tb", "a\u0000b", "\uD83D", "a.\uDE00"})
  void refusesWhatIsNoName(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Topic.of(name));
    assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.of(name));
  }

  @Test
  void aTopicHasNoWildcards() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topic.of("a.*"))
        .withMessageContaining("TopicPattern");
    assertThatIllegalArgumentException().isThrownBy(() -> Topic.of("#"));
  }

  @Test
  void aWildcardStandsForWholeLevels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopicPattern.of("a.b*"))
        .withMessageContaining("'b*'");
    assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.of("##"));
    assertThat(TopicPattern.of("a.*.#").hasWildcards()).isTrue();
  }

  @Test
  void theLongestNameHas255Characters() {
    assertThat(Topic.of("x".repeat(255)).name()).hasSize(255);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topic.of("x".repeat(256)))
        .withMessageContaining("255");
  }
}
