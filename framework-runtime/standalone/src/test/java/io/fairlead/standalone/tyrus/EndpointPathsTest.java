package io.fairlead.standalone.tyrus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.standalone.tyrus.EndpointPaths.Kind;
import jakarta.websocket.DeploymentException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointPathsTest {

  private final EndpointPaths paths = new EndpointPaths();

  @Test
  void matchesSegmentBySegment() throws Exception {
    paths.add("/chat/{room}", "Chat", () -> Kind.HOSTED);
    paths.add("/", "Root", () -> Kind.HOSTED);

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
    paths.add("/chat/{room}", "Chat", () -> Kind.HOSTED);

    assertThatThrownBy(() -> paths.add("/chat/{user}", "Talk", () -> Kind.HOSTED))
        .isInstanceOf(DeploymentException.class)
        .hasMessageContainingAll("/chat/{user}", "Talk", "Chat", "/chat/{room}", "another path");
    paths.add("/chat/blue", "Blue", () -> Kind.HOSTED);
  }

  @Test
  void knowsWhereOnlyHostedEndpointsMatch() throws Exception {
    paths.add("/a/{x}", "Hosted", () -> Kind.HOSTED);
    paths.add("/a/b", "Own", () -> Kind.UNHOSTED);

    assertThat(paths.allHosted(List.of("a", "c"))).isTrue();
    assertThat(paths.allHosted(List.of("a", "b"))).isFalse();
  }

  @Test
  void knowsWhereNobodyElseTakesPartInTheHandshake() throws Exception {
    paths.add("/a/{x}", "Plain", () -> Kind.HOSTED_PLAIN);
    paths.add("/a/b", "WithConfigurator", () -> Kind.HOSTED);

    assertThat(paths.allPlain(List.of("a", "c"))).isTrue();
    assertThat(paths.allPlain(List.of("a", "b"))).isFalse();
    assertThat(paths.allHosted(List.of("a", "b"))).isTrue();
  }
}
