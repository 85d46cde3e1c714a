package io.fairlead.core.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SubprotocolsTest {

  private static String negotiate(List<String> supported, String... requested) {
    List<String> offered = Subprotocols.split(List.of(requested));
    return Subprotocols.answer(Subprotocols.firstSupported(supported, offered), offered);
  }

  @Test
  void choosesFirstOfferThatIsSupported() {
    assertThat(negotiate(List.of("b", "a"), "x", "a", "b")).isEqualTo("a");
  }

  @Test
  void answersNothingWhereNothingIsSupported() {
    assertThat(negotiate(List.of("a"), "x")).isEmpty();
    assertThat(Subprotocols.answer("", Subprotocols.split(null))).isEmpty();
  }

  @Test
  void answersBearerForTokenPair() {
    assertThat(negotiate(List.of(), "bearer", "eyJ.tok.en")).isEqualTo("bearer");
  }

  @Test
  void prefersRealProtocolToBearer() {
    assertThat(negotiate(List.of("chat"), "bearer", "eyJ.tok.en", "chat")).isEqualTo("chat");
  }

  @Test
  void neverEchoesTokenEvenIfItIsNamedLikeProtocol() {
    assertThat(negotiate(List.of("chat"), "bearer", "chat")).isEqualTo("bearer");
    assertThat(Subprotocols.answer("secret", List.of("bearer", "secret"))).isEqualTo("bearer");
  }

  @Test
  void neverAnswersWhatWasNotOffered() {
    assertThat(Subprotocols.answer("made-up", List.of("a"))).isEmpty();
    assertThat(Subprotocols.answer(null, List.of("a"))).isEmpty();
  }

  @Test
  void splitsWholeHeaderLines() {
    assertThat(Subprotocols.split(List.of("a, b", " c ", ""))).containsExactly("a", "b", "c");
  }
}
