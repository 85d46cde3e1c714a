package io.fairlead.core.admission.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokensTest {

  private static final String TOKEN = Tokens.good();

  private static Decision decide(FakeHandshake handshake, String... settings) {
    try (JwtFixture jwt = JwtFixture.withSecret(settings)) {
      return jwt.decide(handshake);
    }
  }

  private static void assertAccepted(FakeHandshake handshake, String... settings) {
    assertThat(decide(handshake, settings)).isInstanceOf(Decision.Accepted.class);
  }

  private static void assertAbstained(FakeHandshake handshake, String... settings) {
    assertThat(decide(handshake, settings)).isEqualTo(Decision.abstain());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "bEaReR   "})
  void takesTheTokenOfTheAuthorizationHeader(String scheme) {
    assertAccepted(new FakeHandshake().authorization(scheme + TOKEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer ", "", "Digest x", "BearerX abc"})
  void abstainsWhereTheHeaderHoldsNoBearerToken(String line) {
    assertAbstained(new FakeHandshake().authorization(line));
  }

  @Test
  void abstainsWithoutAnyToken() {
    assertAbstained(new FakeHandshake());
  }

  @Test
  void takesTheSubprotocolAfterBearer() {
    assertAccepted(new FakeHandshake().offering("bearer", TOKEN));
    assertAccepted(new FakeHandshake().offering("chat.v2", "bearer", TOKEN, "chat.v1"));
    assertAbstained(new FakeHandshake().offering("chat.v2", "bearer"));
    assertAbstained(new FakeHandshake().offering("chat.v2", TOKEN));
    // the name of a subprotocol counts by case
    assertAbstained(new FakeHandshake().offering("Bearer", TOKEN));
  }

  @Test
  void takesTheCookieThatIsConfiguredAndNoOther() {
    assertAccepted(new FakeHandshake().withCookie("session", TOKEN), "jwt.cookie", "session");
    assertAbstained(new FakeHandshake().withCookie("session", TOKEN));
    assertAbstained(new FakeHandshake().withCookie("token", TOKEN), "jwt.cookie", "session");
    assertAbstained(new FakeHandshake().withCookie("session", ""), "jwt.cookie", "session");
  }

  @Test
  void takesTheQueryParameterThatIsConfiguredAndNoOther() {
    FakeHandshake handshake = new FakeHandshake().withParameter("access_token", TOKEN);
    assertAccepted(handshake, "jwt.query-parameter", "access_token");
    assertAbstained(handshake);
    assertAbstained(handshake, "jwt.query-parameter", "token");
  }

  @Test
  void takesOneTokenThatComesInTwoWays() {
    assertAccepted(
        FakeHandshake.bearer(TOKEN).offering("bearer", TOKEN).withCookie("c", TOKEN),
        "jwt.cookie",
        "c");
  }

  @Test
  void refusesTwoDifferentTokens() {
    List<FakeHandshake> ambiguous =
        List.of(
            FakeHandshake.bearer(TOKEN).authorization("Bearer other"),
            FakeHandshake.bearer(TOKEN).offering("bearer", "other"),
            FakeHandshake.bearer("other").withCookie("c", TOKEN),
            new FakeHandshake().offering("bearer", TOKEN, "bearer", "other"));
    for (FakeHandshake each : ambiguous) {
      Decision.Rejected rejected = (Decision.Rejected) decide(each, "jwt.cookie", "c");
      assertThat(rejected.status()).isEqualTo(400);
      assertThat(rejected.headers())
          .containsEntry(
              "WWW-Authenticate", "Bearer realm=\"fairlead\", error=\"invalid_request\"");
    }
  }
}
