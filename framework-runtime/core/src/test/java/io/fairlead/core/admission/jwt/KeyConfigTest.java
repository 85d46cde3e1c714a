package io.fairlead.core.admission.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.support.CapturedLog;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyConfigTest {

  @TempDir Path directory;

  private static void assertRefused(String[] settings, String... said) {
    assertThatThrownBy(() -> new JwtFixture(settings).close())
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(said)
        .message()
        .doesNotContain("\n")
        .doesNotContain(Tokens.SECRET);
  }

  private static String[] settings(String... settings) {
    return settings;
  }

  private String file(String content) throws Exception {
    Path file = Files.createTempFile(directory, "key", ".txt");
    Files.writeString(file, content);
    return file.toString();
  }

  private String publicKey(KeyPair pair) throws Exception {
    return file(Tokens.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
  }

  @Test
  void namesTheSettingsWhereNoKeyIsConfigured() {
    assertRefused(
        settings(),
        "fairlead.auth.jwt.secret",
        "fairlead.auth.jwt.secret-file",
        "fairlead.auth.jwt.public-key",
        "fairlead.auth.jwt.jwks",
        "fairlead.auth.mode");
  }

  @Test
  void namesTheSettingsThatContradictEachOther() {
    assertRefused(
        settings("jwt.secret", Tokens.SECRET, "jwt.jwks", "keys.json"),
        "fairlead.auth.jwt.secret, fairlead.auth.jwt.jwks are set together");
  }

  @Test
  void saysHowLongASecretMustBe() {
    assertRefused(
        settings("jwt.secret", "x".repeat(31)),
        "fairlead.auth.jwt.secret",
        "31 bytes",
        "HS256 needs at least 32");
    assertRefused(
        settings("jwt.secret", Tokens.SECRET, "jwt.algorithms", "HS256,HS512"),
        "32 bytes",
        "HS512 needs at least 64");
  }

  @Test
  void refusesAnAlgorithmThatASecretIsNotFor() {
    assertRefused(
        settings("jwt.secret", Tokens.SECRET, "jwt.algorithms", "HS256,RS256"),
        "fairlead.auth.jwt.algorithms lists RS256",
        "fairlead.auth.jwt.secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "NONE", "HS999", "ES256K", "RSA1_5", "hs256"})
  void refusesAnAlgorithmThatDoesNotExistHere(String name) {
    assertRefused(
        settings("jwt.secret", Tokens.SECRET, "jwt.algorithms", "HS256," + name),
        "fairlead.auth.jwt.algorithms",
        "'" + name + "'",
        "HS256, HS384");
  }

  @Test
  void refusesAnEmptyListOfAlgorithms() {
    assertRefused(
        settings("jwt.secret", Tokens.SECRET, "jwt.algorithms", ","),
        "fairlead.auth.jwt.algorithms");
  }

  @Test
  void readsASecretFileWithoutItsLastLineBreak() throws Exception {
    for (String end : List.of("", "\n", "\r\n")) {
      try (JwtFixture jwt = new JwtFixture("jwt.secret-file", file(Tokens.SECRET + end))) {
        assertThat(jwt.accepted(Tokens.good()).getName()).isEqualTo("alice");
      }
    }
  }

  @Test
  void refusesAFileThatCannotBeReadOrIsHuge() throws Exception {
    String missing = directory.resolve("missing").toString();
    assertRefused(
        settings("jwt.secret-file", missing),
        "fairlead.auth.jwt.secret-file",
        missing,
        "cannot be read");
    assertRefused(
        settings("jwt.public-key", missing, "jwt.algorithms", "RS256"),
        "fairlead.auth.jwt.public-key",
        missing);
    assertRefused(
        settings("jwt.jwks", missing, "jwt.algorithms", "RS256"),
        "fairlead.auth.jwt.jwks",
        missing);
    assertRefused(settings("jwt.secret-file", file("x".repeat(70_000))), "64 KiB");
  }

  @Test
  void refusesAlgorithmsThatThePublicKeyIsNotFor() throws Exception {
    assertRefused(
        settings("jwt.public-key", publicKey(Tokens.RSA)),
        "fairlead.auth.jwt.algorithms lists HS256",
        "RS256");
    assertRefused(
        settings("jwt.public-key", publicKey(Tokens.P256), "jwt.algorithms", "ES256,ES384"),
        "lists ES384",
        "ES256");
    assertRefused(
        settings("jwt.public-key", publicKey(Tokens.ED25519), "jwt.algorithms", "ES256"), "EdDSA");
  }

  @Test
  void refusesAWeakOrUnknownPublicKey() throws Exception {
    assertRefused(
        settings("jwt.public-key", publicKey(Tokens.WEAK_RSA), "jwt.algorithms", "RS256"),
        "2048 bits",
        "1024");
    assertRefused(
        settings("jwt.public-key", publicKey(Tokens.ED448), "jwt.algorithms", "EdDSA"),
        "fairlead.auth.jwt.public-key");
  }

  @Test
  void refusesAFileThatIsNoPublicKey() throws Exception {
    byte[] secret = Tokens.RSA.getPrivate().getEncoded();
    for (String content :
        List.of(
            "",
            "hello",
            Tokens.pem("PUBLIC KEY", "junk".getBytes(StandardCharsets.UTF_8)),
            Tokens.pem("CERTIFICATE", "junk".getBytes(StandardCharsets.UTF_8)),
            Tokens.pem("CERTIFICATE REQUEST", Tokens.RSA.getPublic().getEncoded()),
            "-----BEGIN PUBLIC KEY-----\nAAAA\n")) {
      assertRefused(
          settings("jwt.public-key", file(content), "jwt.algorithms", "RS256"),
          "fairlead.auth.jwt.public-key",
          "must be PEM");
    }
    assertRefused(
        settings(
            "jwt.public-key", file(Tokens.pem("PRIVATE KEY", secret)), "jwt.algorithms", "RS256"),
        "holds a private key",
        "openssl pkey");
  }

  @Test
  void takesTheKeyOfACertificate() throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "issuer",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=issuer",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    String pem =
        file("A comment\n" + Tokens.pem("CERTIFICATE", keys.getCertificate("issuer").getEncoded()));
    PrivateKey key = (PrivateKey) keys.getKey("issuer", "changeit".toCharArray());
    try (JwtFixture jwt = new JwtFixture("jwt.public-key", pem, "jwt.algorithms", "ES256")) {
      assertThat(jwt.accepted(Tokens.sign(JWSAlgorithm.ES256, key, Tokens.claims())).getName())
          .isEqualTo("alice");
    }
  }

  @Test
  void checksTheKeySetOfAFileAtStart() throws Exception {
    JWKSet set =
        new JWKSet(
            List.of(
                new RSAKey.Builder((RSAPublicKey) Tokens.RSA.getPublic()).keyID("r").build(),
                new ECKey.Builder(Curve.P_256, (ECPublicKey) Tokens.P256.getPublic())
                    .keyID("e")
                    .build()));
    String file = file(set.toString());
    assertRefused(settings("jwt.jwks", file), "lists HS256", "RS256", "ES256");
    assertRefused(settings("jwt.jwks", file, "jwt.algorithms", "RS256,EdDSA"), "lists EdDSA", file);
    assertRefused(
        settings("jwt.jwks", file("{\"no\":1}"), "jwt.algorithms", "RS256"),
        "is no JSON Web Key Set");
    try (JwtFixture jwt = new JwtFixture("jwt.jwks", file, "jwt.algorithms", "RS256,ES256")) {
      assertThat(
              jwt.accepted(Tokens.signAs("r", JWSAlgorithm.RS256, Tokens.RSA.getPrivate()))
                  .getName())
          .isEqualTo("alice");
      assertThat(
              jwt.accepted(Tokens.signAs("e", JWSAlgorithm.ES256, Tokens.P256.getPrivate()))
                  .getName())
          .isEqualTo("alice");
    }
  }

  @Test
  void refusesASharedSecretWithAKeySetFromAUrl() {
    assertRefused(
        settings("jwt.jwks", "https://id.example/keys"),
        "fairlead.auth.jwt.algorithms lists HS256",
        "shared secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://", "http://user:pw@id.example/keys", "https://id example/keys"})
  void refusesAUrlThatIsNoneOrHoldsAPassword(String url) {
    assertRefused(
        settings("jwt.jwks", url, "jwt.algorithms", "RS256"), "fairlead.auth.jwt.jwks", "URL");
  }

  @Test
  void refusesACacheTimeUnderASecond() {
    assertRefused(
        settings(
            "jwt.jwks",
            "https://id.example/keys",
            "jwt.algorithms",
            "RS256",
            "jwt.jwks-cache",
            "999ms"),
        "fairlead.auth.jwt.jwks-cache",
        "1s");
  }

  @Test
  void warnsOfAKeySetThatIsFetchedWithoutEncryption() {
    try (CapturedLog log = new CapturedLog()) {
      new JwtFixture("jwt.jwks", "http://id.example/keys", "jwt.algorithms", "RS256").close();
      assertThat(log.lines()).anyMatch(line -> line.startsWith("WARN") && line.contains("https"));
    }
    try (CapturedLog log = new CapturedLog()) {
      new JwtFixture("jwt.jwks", "http://127.0.0.1:1/keys", "jwt.algorithms", "RS256").close();
      assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN"));
    }
  }
}
