package io.fairlead.core.admission.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import io.fairlead.api.admission.Identity;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.support.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtIssuerTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private static JwtIssuer issuer(String... settings) {
    return JwtIssuer.from(JwtFixture.config(settings), new MovableClock());
  }

  @Test
  void isThereOnlyWithAKeyToSignWith() {
    assertThat(JwtIssuer.available(JwtFixture.config("jwt.secret", Tokens.SECRET))).isPresent();
    assertThat(JwtIssuer.available(JwtFixture.config("jwt.jwks", "https://id.example/keys")))
        .isEmpty();
    assertThat(JwtIssuer.available(JwtFixture.config("mode", "none"))).isEmpty();
    assertThat(JwtIssuer.available(JwtFixture.config())).isEmpty();
  }

  @Test
  void issuesTokensThatTheSameConfigurationAccepts() {
    String[] settings = {
      "jwt.secret", Tokens.SECRET + Tokens.SECRET,
      "jwt.algorithms", "HS512,HS256",
      "jwt.issuer", "https://id.example",
      "jwt.audience", "chat"
    };
    String token = issuer(settings).issue("alice", HOUR, Map.of("roles", List.of("a", "b")));
    try (JwtFixture jwt = new JwtFixture(settings)) {
      Identity identity = jwt.accepted(token);
      assertThat(identity.getName()).isEqualTo("alice");
      assertThat(identity.roles()).containsExactly("a", "b");
      assertThat(identity.expiresAt()).contains(MovableClock.START.plus(HOUR));
      assertThat(identity.claims())
          .containsEntry("iss", "https://id.example")
          .containsEntry("aud", "chat")
          .containsEntry("iat", MovableClock.START.getEpochSecond())
          .containsKey("jti");
    }
  }

  @Test
  void carriesAnIdentityOverWithItsRolesAndClaims() {
    String[] settings = {"jwt.secret", Tokens.SECRET, "jwt.roles-claim", "groups"};
    Identity signedIn =
        Identity.builder("bob")
            .role("admin")
            .claim("tier", "gold")
            .claim("exp", 1L)
            .expiresAt(MovableClock.START)
            .build();
    try (JwtFixture jwt = new JwtFixture(settings)) {
      Identity identity = jwt.accepted(issuer(settings).issue(signedIn, HOUR));
      assertThat(identity.getName()).isEqualTo("bob");
      assertThat(identity.roles()).containsExactly("admin");
      assertThat(identity.claims()).containsEntry("tier", "gold");
      assertThat(identity.expiresAt()).contains(MovableClock.START.plus(HOUR));
    }
    assertThatThrownBy(() -> issuer(settings).issue(Identity.ANONYMOUS, HOUR))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void signsWithTheFirstAllowedAlgorithm() throws Exception {
    String token = issuer("jwt.secret", Tokens.SECRET).issue("alice", HOUR, Map.of());
    assertThat(JWSObject.parse(token).getHeader().getAlgorithm()).hasToString("HS256");
    assertThat(JWSObject.parse(token).getHeader().getType()).hasToString("JWT");
  }

  @Test
  void givesEveryTokenAnIdOfItsOwn() {
    JwtIssuer issuer = issuer("jwt.secret", Tokens.SECRET);
    assertThat(issuer.issue("alice", HOUR, Map.of()))
        .isNotEqualTo(issuer.issue("alice", HOUR, Map.of()));
  }

  @Test
  void goesByTheSystemClockUnlessToldOtherwise() throws Exception {
    String token =
        JwtIssuer.from(JwtFixture.config("jwt.secret", Tokens.SECRET))
            .issue("alice", HOUR, Map.of());
    Object issued = JWSObject.parse(token).getPayload().toJSONObject().get("iat");
    assertThat(((Number) issued).longValue())
        .isCloseTo(System.currentTimeMillis() / 1_000, org.assertj.core.data.Offset.offset(60L));
  }

  @Test
  void saysThatPublicKeysCannotSign() {
    assertThatThrownBy(() -> issuer("jwt.public-key", "key.pem", "jwt.algorithms", "RS256"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            "fairlead.auth.jwt.public-key", "no token can be issued", "fairlead.auth.jwt.secret");
    assertThatThrownBy(() -> issuer("jwt.jwks", "https://id.example/keys"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("fairlead.auth.jwt.jwks");
    assertThatThrownBy(() -> issuer()).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> issuer("jwt.secret", "short"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("at least 32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sub", "iss", "aud", "iat", "exp", "jti"})
  void refusesAClaimThatItSetsItself(String name) {
    assertThatThrownBy(
            () -> issuer("jwt.secret", Tokens.SECRET).issue("alice", HOUR, Map.of(name, "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void refusesWhatNoTokenCanHold() {
    JwtIssuer issuer = issuer("jwt.secret", Tokens.SECRET);
    assertThatThrownBy(() -> issuer.issue(" ", HOUR, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> issuer.issue("a\nb", HOUR, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> issuer.issue("alice", Duration.ofMillis(999), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> issuer.issue("alice", HOUR, Map.of("x", "y".repeat(9_000))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
