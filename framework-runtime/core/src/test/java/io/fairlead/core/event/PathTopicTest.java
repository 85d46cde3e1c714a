package io.fairlead.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.topic.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTopicTest {

  @ParameterizedTest
  @CsvSource({
    "/chat/lobby, chat.lobby",
    "/chat/, chat",
    "/chat//a, chat.a",
    "/, /",
    "'', /",
    "/v1.2/x, v1_2.x",
    "/a b/#/*, a_b._._",
    "/ä/😀, ä.😀",
  })
  void pathsBecomeTopics(String path, String topic) {
    assertThat(PathTopic.of(path)).isEqualTo(Topic.of(topic));
  }

  @Test
  void whatNoTopicCanHoldIsReplacedOrCutOff() {
    assertThat(PathTopic.of("/\ud83d/x").name()).isEqualTo("_.x");
    assertThat(PathTopic.of("/" + "a".repeat(300)).name()).hasSize(Topic.MAX_LENGTH);
    assertThat(PathTopic.of("/" + "a".repeat(254) + "/b").name()).hasSize(254);
    assertThat(PathTopic.of("/" + "a".repeat(254) + "😀").name()).hasSize(254);
  }
}
