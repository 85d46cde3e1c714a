package io.fairlead.core.admission.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Identity;
import io.fairlead.core.support.MovableClock;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthenticatorTest {

  private static final long NOW = MovableClock.START.getEpochSecond();

  @TempDir Path directory;

  // --- algorithms

  static Stream<Arguments> asymmetric() {
    return Stream.of(
        Arguments.of("RS256", Tokens.RSA),
        Arguments.of("RS384", Tokens.RSA),
        Arguments.of("RS512", Tokens.RSA),
        Arguments.of("PS256", Tokens.RSA),
        Arguments.of("PS384", Tokens.RSA),
        Arguments.of("PS512", Tokens.RSA),
        Arguments.of("ES256", Tokens.P256),
        Arguments.of("ES384", Tokens.P384),
        Arguments.of("ES512", Tokens.P521),
        Arguments.of("EdDSA", Tokens.ED25519));
  }

  @ParameterizedTest
  @MethodSource("asymmetric")
  void acceptsATokenSignedWithAnAllowedAlgorithm(String name, KeyPair pair) throws Exception {
    try (JwtFixture jwt =
        new JwtFixture("jwt.public-key", publicKey(pair), "jwt.algorithms", name)) {
      String token = Tokens.sign(new JWSAlgorithm(name), pair.getPrivate(), Tokens.claims());
      assertThat(jwt.accepted(token).getName()).isEqualTo("alice");
      jwt.assertBad(withOtherSignature(token), "signature");
      jwt.assertBad(withOtherClaims(token), "signature");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void acceptsATokenSignedWithTheSharedSecret(String name) {
    String secret = Tokens.SECRET + Tokens.SECRET;
    try (JwtFixture jwt = new JwtFixture("jwt.secret", secret, "jwt.algorithms", name)) {
      JWSAlgorithm algorithm = new JWSAlgorithm(name);
      String token = Tokens.sign(algorithm, Tokens.secret(secret), Tokens.claims());
      assertThat(jwt.accepted(token).getName()).isEqualTo("alice");
      jwt.assertBad(withOtherSignature(token), "signature");
      jwt.assertBad(
          Tokens.sign(algorithm, Tokens.secret("x".repeat(64)), Tokens.claims()), "signature");
    }
  }

  private static String withOtherSignature(String token) {
    int at = token.lastIndexOf('.') + 4;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  private static String withOtherClaims(String token) {
    String[] parts = token.split("\\.", -1);
    String claims = "{\"sub\":\"root\",\"exp\":" + (NOW + 60) + "}";
    return parts[0] + "." + Base64URL.encode(claims) + "." + parts[2];
  }

  private String publicKey(KeyPair pair) throws Exception {
    Path file = Files.createTempFile(directory, "key", ".pem");
    Files.writeString(file, Tokens.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    return file.toString();
  }

  @Test
  void refusesAnAlgorithmThatIsNotListedEvenWithTheRightKey() throws Exception {
    try (JwtFixture jwt =
        new JwtFixture("jwt.public-key", publicKey(Tokens.RSA), "jwt.algorithms", "RS256,PS256")) {
      jwt.assertBad(
          Tokens.sign(JWSAlgorithm.RS512, Tokens.RSA.getPrivate(), Tokens.claims()),
          "algorithm that is not allowed");
    }
  }

  /** The classical confusion: the public key's bytes, which everybody has, as an HMAC secret. */
  @Test
  void refusesThePublicKeyUsedAsASecret() throws Exception {
    String pem = Tokens.pem("PUBLIC KEY", Tokens.RSA.getPublic().getEncoded());
    List<byte[]> secrets =
        List.of(
            pem.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            pem.strip().getBytes(java.nio.charset.StandardCharsets.UTF_8),
            Tokens.RSA.getPublic().getEncoded(),
            ((RSAPublicKey) Tokens.RSA.getPublic()).getModulus().toByteArray());
    try (JwtFixture jwt =
        new JwtFixture("jwt.public-key", publicKey(Tokens.RSA), "jwt.algorithms", "RS256")) {
      for (byte[] secret : secrets) {
        for (JWSAlgorithm algorithm : Algorithms.HMAC) {
          jwt.assertBad(
              Tokens.sign(algorithm, new SecretKeySpec(secret, "HMAC"), Tokens.claims()),
              "algorithm that is not allowed");
        }
      }
    }
  }

  @Test
  void neverUsesAPublicKeyForHmacEvenIfTheAllowListHadIt() {
    VerificationKey key = VerificationKey.ofPublic(Tokens.RSA.getPublic());
    assertThat(key.algorithms()).doesNotContainAnyElementsOf(Algorithms.HMAC);
    assertThat(
            VerificationKey.ofSecret(
                    Tokens.SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .algorithms())
        .isEqualTo(Set.of(JWSAlgorithm.HS256));
    JWSHeader forged = new JWSHeader(JWSAlgorithm.HS256);
    assertThat(new FixedKey(key).candidates(forged).toCompletableFuture().join()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"None\"}",
        "{\"alg\":\"NONE\"}",
        "{\"alg\":\"nOnE\",\"typ\":\"JWT\"}",
        "{\"alg\":\"\"}",
        "{\"alg\":null}",
        "{\"typ\":\"JWT\"}",
        "{}"
      })
  void refusesAnUnsignedToken(String header) {
    String claims = "{\"sub\":\"alice\",\"exp\":" + (NOW + 60) + "}";
    String signature = Tokens.good().substring(Tokens.good().lastIndexOf('.') + 1);
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      assertThat(jwt.rejected(Tokens.raw(header, claims, "")).status()).isEqualTo(403);
      assertThat(jwt.rejected(Tokens.raw(header, claims, signature)).status()).isEqualTo(403);
    }
  }

  @Test
  void refusesAnEmptySignature() {
    String token = Tokens.good();
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      jwt.assertBad(token.substring(0, token.lastIndexOf('.') + 1), "not a signed");
    }
  }

  @Test
  void ignoresAKeyThatTheTokenBringsAlong() throws Exception {
    RSAKey own = new RSAKey.Builder((RSAPublicKey) Tokens.OTHER_RSA.getPublic()).build();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .jwk(own)
            .jwkURL(URI.create("http://127.0.0.1:1/keys"))
            .build();
    try (JwtFixture jwt =
        new JwtFixture("jwt.public-key", publicKey(Tokens.RSA), "jwt.algorithms", "RS256")) {
      jwt.assertBad(
          Tokens.sign(header, Tokens.OTHER_RSA.getPrivate(), Tokens.claims()), "signature");
    }
  }

  @Test
  void refusesCriticalExtensions() {
    for (Set<String> critical : List.of(Set.of("x"), Set.of("b64"))) {
      JWSHeader header =
          new JWSHeader.Builder(JWSAlgorithm.HS256)
              .criticalParams(critical)
              .customParam("x", 1)
              .build();
      try (JwtFixture jwt = JwtFixture.withSecret()) {
        jwt.assertBad(Tokens.sign(header, Tokens.secret(Tokens.SECRET), Tokens.claims()), "crit");
      }
    }
  }

  @Test
  void acceptsTokensOfTheTypesForAccessOnly() {
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      for (String type : List.of("JWT", "jwt", "at+jwt", "application/at+jwt")) {
        assertThat(jwt.accepted(typed(type)).getName()).isEqualTo("alice");
      }
      for (String type : List.of("dpop+jwt", "logout+jwt", "JOSE", "secevent+jwt")) {
        jwt.assertBad(typed(type), "typ");
      }
    }
  }

  private static String typed(String type) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType(type)).build();
    return Tokens.sign(header, Tokens.secret(Tokens.SECRET), Tokens.claims());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "a.b",
        "a.b.c",
        "a.b.c.d.e",
        "..",
        "undefined",
        "null",
        "e30.e30.e30",
        "a b.c.d",
        "ä.b.c",
        "a.b.c=",
        "{\"sub\":\"alice\"}"
      })
  void refusesWhatIsNoToken(String token) {
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      assertThat(jwt.rejected(token).status()).isEqualTo(403);
    }
  }

  @Test
  void refusesWhitespaceAndLineBreaksAroundAToken() {
    try (JwtFixture jwt = JwtFixture.withSecret("jwt.query-parameter", "t")) {
      for (String bad : List.of(Tokens.good() + "\n", " " + Tokens.good(), Tokens.good() + "\0")) {
        Decision.Rejected rejected = jwt.rejected(new FakeHandshake().withParameter("t", bad));
        assertThat(rejected.status()).isEqualTo(403);
      }
    }
  }

  @Test
  void refusesAnOverlongToken() {
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      String big =
          Tokens.sign(
              JWSAlgorithm.HS256,
              Tokens.secret(Tokens.SECRET),
              Tokens.claims("x", "y".repeat(8_000)));
      jwt.assertBad(big, "longer than 8192");
      String fits =
          Tokens.sign(
              JWSAlgorithm.HS256,
              Tokens.secret(Tokens.SECRET),
              Tokens.claims("x", "y".repeat(5_000)));
      assertThat(jwt.accepted(fits).claims()).containsKey("x");
    }
  }

  @Test
  void refusesDeeplyNestedAndDuplicateJson() {
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      String deep = "{\"alg\":\"HS256\",\"x\":" + "[".repeat(4_000) + "}";
      assertThat(jwt.rejected(Tokens.raw(deep, "{}", "AAAA")).status()).isEqualTo(403);
      String twice = "{\"alg\":\"HS256\",\"alg\":\"none\"}";
      assertThat(jwt.rejected(Tokens.raw(twice, "{}", "AAAA")).status()).isEqualTo(403);
    }
  }

  @Test
  void refusesAnyTokenWithOneBitChanged() {
    String token = Tokens.good();
    Random random = new Random(815);
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      assertThat(jwt.accepted(token).getName()).isEqualTo("alice");
      for (int i = 0; i < 2_000; i++) {
        // the unused bits of the last character are no part of the signature
        int at = random.nextInt(token.length() - 1);
        char other = (char) (token.charAt(at) ^ (1 << random.nextInt(7)));
        String changed = token.substring(0, at) + other + token.substring(at + 1);
        assertThat(jwt.decide(changed)).as(changed).isNotInstanceOf(Decision.Accepted.class);
      }
    }
  }

  // --- claims

  private static String with(String name, @org.jspecify.annotations.Nullable Object value) {
    return Tokens.sign(
        JWSAlgorithm.HS256, Tokens.secret(Tokens.SECRET), Tokens.claims(name, value));
  }

  @Test
  void refusesAnExpiredTokenOnceTheSkewIsOver() {
    try (JwtFixture jwt = JwtFixture.withSecret("jwt.clock-skew", "30s")) {
      String token = with("exp", NOW + 60);
      assertThat(jwt.accepted(token).expiresAt()).contains(Instant.ofEpochSecond(NOW + 60));
      jwt.clock.forward(Duration.ofSeconds(89));
      assertThat(jwt.accepted(token).getName()).isEqualTo("alice");
      jwt.clock.forward(Duration.ofSeconds(1));
      jwt.assertBad(token, "expired");
    }
  }

  @Test
  void refusesAnExpiredTokenThatItRemembers() {
    try (JwtFixture jwt = JwtFixture.withSecret("jwt.clock-skew", "0s")) {
      String token = with("exp", NOW + 60);
      jwt.accepted(token);
      jwt.clock.forward(Duration.ofSeconds(59));
      jwt.accepted(token);
      jwt.clock.forward(Duration.ofSeconds(1));
      jwt.assertBad(token, "expired");
    }
  }

  @Test
  void refusesATokenBeforeItsTimeOutsideTheSkew() {
    try (JwtFixture jwt = JwtFixture.withSecret("jwt.clock-skew", "30s")) {
      String token = with("nbf", NOW + 31);
      jwt.assertBad(token, "not valid yet");
      jwt.clock.forward(Duration.ofSeconds(1));
      jwt.accepted(token);
      // remembered, yet checked again by a clock that was set back
      jwt.clock.forward(Duration.ofSeconds(-10));
      jwt.assertBad(token, "not valid yet");
    }
  }

  @Test
  void refusesATokenWithoutExpiry() {
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      jwt.assertBad(with("exp", null), "no expiry");
      jwt.assertBad(with("exp", "tomorrow"), "exp must be a number of seconds");
      jwt.assertBad(with("exp", NOW * 1_000), "exp must be a number of seconds");
      jwt.assertBad(with("exp", -1), "exp must be a number of seconds");
      jwt.assertBad(with("exp", 1e300), "exp must be a number of seconds");
      jwt.assertBad(with("nbf", "now"), "nbf must be a number of seconds");
      assertThat(jwt.accepted(with("exp", NOW + 60.5)).getName()).isEqualTo("alice");
    }
  }

  @Test
  void refusesATokenWithoutAUsableSubject() {
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      for (Object subject :
          Arrays.<@org.jspecify.annotations.Nullable Object>asList(
              null, "", "  ", 42, List.of("alice"), "alice\nINFO forged line", "a\u0000")) {
        jwt.assertBad(with("sub", subject), "subject");
      }
    }
  }

  @Test
  void checksTheIssuerWhereOneIsConfigured() {
    try (JwtFixture jwt = JwtFixture.withSecret("jwt.issuer", "https://id.example")) {
      assertThat(jwt.accepted(with("iss", "https://id.example")).getName()).isEqualTo("alice");
      jwt.assertBad(with("iss", "https://id.example/"), "issuer");
      jwt.assertBad(with("iss", List.of("https://id.example")), "issuer");
      jwt.assertBad(Tokens.good(), "issuer");
    }
  }

  @Test
  void checksTheAudienceWhereOneIsConfigured() {
    try (JwtFixture jwt = JwtFixture.withSecret("jwt.audience", "chat")) {
      assertThat(jwt.accepted(with("aud", "chat")).getName()).isEqualTo("alice");
      assertThat(jwt.accepted(with("aud", List.of("x", "chat"))).getName()).isEqualTo("alice");
      jwt.assertBad(with("aud", "chat2"), "audience");
      jwt.assertBad(with("aud", List.of("x")), "audience");
      jwt.assertBad(with("aud", List.of()), "audience");
      jwt.assertBad(Tokens.good(), "audience");
    }
  }

  @Test
  void saysNothingOfTheClaimsOfATokenThatIsNotSignedRight() {
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      String forged =
          Tokens.sign(
              JWSAlgorithm.HS256, Tokens.secret("x".repeat(32)), Tokens.claims("exp", NOW - 999));
      jwt.assertBad(forged, "signature");
    }
  }

  @Test
  void readsRolesFromAListOrText() {
    try (JwtFixture jwt = JwtFixture.withSecret("jwt.roles-claim", "scope")) {
      assertThat(jwt.accepted(with("scope", "chat:read  chat:write")).roles())
          .containsExactly("chat:read", "chat:write");
      assertThat(jwt.accepted(with("scope", List.of("b", "a", 7))).roles())
          .containsExactly("b", "a");
      assertThat(jwt.accepted(with("scope", Map.of("a", 1))).roles()).isEmpty();
      assertThat(jwt.accepted(with("roles", List.of("b"))).roles()).isEmpty();
    }
  }

  @Test
  void handsOnTheClaimsAsJsonValuesThatCannotBeChanged() {
    List<Object> mixed = new ArrayList<>(Arrays.asList(1, "two", null, Map.of("k", true)));
    try (JwtFixture jwt = JwtFixture.withSecret()) {
      Identity identity = jwt.accepted(with("mixed", mixed));
      assertThat(identity.claims())
          .containsEntry("sub", "alice")
          .containsEntry("exp", NOW + 3_600)
          .containsEntry("mixed", Arrays.asList(1L, "two", null, Map.of("k", true)));
      List<?> list = (List<?>) identity.claims().get("mixed");
      org.assertj.core.api.Assertions.assertThatThrownBy(list::clear)
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(jwt.accepted(with("nothing", null)).claims()).doesNotContainKey("nothing");
      assertThat(identity).hasToString("alice");
    }
  }

  // --- statuses

  @Test
  void answers401ForABadTokenWhereConfigured() {
    try (JwtFixture jwt = JwtFixture.withSecret("invalid-token-status", "401")) {
      Decision.Rejected rejected = jwt.rejected(with("exp", NOW - 60));
      assertThat(rejected.status()).isEqualTo(401);
      assertThat(rejected.headers())
          .containsEntry(
              "WWW-Authenticate",
              "Bearer realm=\"fairlead\", error=\"invalid_token\","
                  + " error_description=\"The token has expired.\"");
    }
  }
}
