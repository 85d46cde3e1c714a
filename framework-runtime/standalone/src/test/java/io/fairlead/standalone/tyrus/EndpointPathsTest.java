package io.fairlead.standalone.tyrus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.websocket.DeploymentException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointPathsTest {

  private final EndpointPaths paths = new EndpointPaths();

  @Test
  void matchesSegmentBySegment() throws Exception {
    paths.add("/chat/{room}", "Chat", true);
    paths.add("/", "Root", true);

    assertThat(paths.match(List.of("chat", "blue"))).isTrue();
    assertThat(paths.match(List.of(""))).isTrue();
    assertThat(paths.match(List.of("chat", ""))).isFalse();
    assertThat(paths.match(List.of("chat", "{room}"))).isFalse();
    assertThat(paths.match(List.of("chat"))).isFalse();
    assertThat(paths.match(List.of("chat", "blue", ""))).isFalse();
    assertThat(paths.match(List.of("Chat", "blue"))).isFalse();
  }

  @Test
  void namesBothEndpointsThatWantOnePath() throws Exception {
    paths.add("/chat/{room}", "Chat", true);

    assertThatThrownBy(() -> paths.add("/chat/{user}", "Talk", true))
        .isInstanceOf(DeploymentException.class)
        .hasMessageContainingAll("/chat/{user}", "Talk", "Chat", "/chat/{room}", "another path");
    paths.add("/chat/blue", "Blue", true);
  }

  @Test
  void knowsWhereOnlyHostedEndpointsMatch() throws Exception {
    paths.add("/a/{x}", "Hosted", true);
    paths.add("/a/b", "Own", false);

    assertThat(paths.allHosted(List.of("a", "c"))).isTrue();
    assertThat(paths.allHosted(List.of("a", "b"))).isFalse();
  }
}
