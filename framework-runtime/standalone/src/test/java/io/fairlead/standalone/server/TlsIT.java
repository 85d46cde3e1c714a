package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.config.ConfigException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsIT {

  @TempDir private static Path directory;
  private static X509Certificate certificate;
  private static Map<String, String> pem;
  private static Map<String, String> store;

  @BeforeAll
  static void makeFiles() throws Exception {
    KeyPair pair = keys();
    certificate = certify(pair);
    Path chain = file("chain.pem", pem("CERTIFICATE", certificate.getEncoded()));
    Path key = file("key.pem", pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    pem =
        Map.of(
            "fairlead.server.tls.certificate", chain.toString(),
            "fairlead.server.tls.key", key.toString());
    KeyStore keyStore = KeyStore.getInstance("PKCS12");
    keyStore.load(null, null);
    keyStore.setKeyEntry(
        "server", pair.getPrivate(), "secret".toCharArray(), new Certificate[] {certificate});
    Path p12 = directory.resolve("store.p12");
    try (var out = Files.newOutputStream(p12)) {
      keyStore.store(out, "secret".toCharArray());
    }
    store =
        Map.of(
            "fairlead.server.tls.store",
            p12.toString(),
            "fairlead.server.tls.store-password",
            "secret");
  }

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static X509Certificate certify(KeyPair pair) throws Exception {
    X500Principal name = new X500Principal("CN=localhost");
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(64, new SecureRandom()),
                    Date.from(Instant.now().minusSeconds(60)),
                    Date.from(Instant.now().plusSeconds(3600)),
                    name,
                    pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static RawClient connect(TestServer server, String... protocols) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
    socket.setEnabledProtocols(protocols);
    socket.startHandshake();
    return new RawClient(socket);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void servesBothProtocolsFromPem(String protocol) throws Exception {
    try (TestServer server = TestServer.start(pem);
        RawClient client = connect(server, protocol)) {
      client.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(200);
      client.open("/echo");
      client.send(RawClient.text("x".repeat(150_000)));
      assertThat(client.frame().text()).hasSize(150_000);
      assertThat(server.recording.sessions).allMatch(session -> session.isSecure());
      client.send(RawClient.close(1000));
      assertThat(client.frame().closeCode()).isEqualTo(1000);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void servesFromStoreAndKeepsFramesBehindHandshake() throws Exception {
    try (TestServer server = TestServer.start(store);
        RawClient client = connect(server, "TLSv1.3")) {
      client.send(
          RawClient.join(RawClient.latin(RawClient.handshake("/echo")), RawClient.text("behind")));
      assertThat(client.response().status()).isEqualTo(101);
      assertThat(client.frame().text()).isEqualTo("behind");
    }
  }

  @Test
  void refusalReachesTlsClientBeforeTheEnd() throws Exception {
    try (TestServer server = TestServer.start(store);
        RawClient client = connect(server, "TLSv1.3")) {
      client.send(
          RawClient.join(
              RawClient.latin(RawClient.handshake("/nowhere")),
              RawClient.frame(0x82, new byte[100_000])));
      assertThat(client.response().status()).isEqualTo(404);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void closesWhatIsNoTls() throws Exception {
    try (TestServer server = TestServer.start(pem);
        RawClient client = server.client()) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await().until(() -> server.server.connections() == 0);
    }
  }

  @Test
  void refusesOldProtocols() throws Exception {
    try (TestServer server = TestServer.start(pem)) {
      assertThatThrownBy(() -> connect(server, "TLSv1.1").close()).isInstanceOf(IOException.class);
    }
  }

  // --- errors ----------------------------------------------------------------------------------

  private static void fails(Map<String, String> settings, String... parts) {
    assertThatThrownBy(() -> TestServer.start(settings))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  @Test
  void namesWhatIsWrongWithPem() throws Exception {
    String chain = "fairlead.server.tls.certificate";
    String key = "fairlead.server.tls.key";
    String good = pem.get(chain);
    fails(Map.of(chain, good), key, "missing");
    fails(Map.of(key, pem.get(key)), chain, "missing");
    fails(
        Map.of(chain, "/nowhere.pem", key, pem.get(key)), chain, "/nowhere.pem", "check the path");
    fails(Map.of(chain, pem.get(key), key, pem.get(key)), chain, "CERTIFICATE");
    fails(Map.of(chain, good, key, good), key, "BEGIN PRIVATE KEY");
    Path foreign = file("foreign.pem", pem("PRIVATE KEY", keys().getPrivate().getEncoded()));
    fails(Map.of(chain, good, key, foreign.toString()), key, "does not belong");
    Path old = file("old.pem", pem("EC PRIVATE KEY", new byte[10]));
    fails(Map.of(chain, good, key, old.toString()), key, "openssl pkcs8");
    Path broken = file("broken.pem", pem("PRIVATE KEY", new byte[10]));
    fails(Map.of(chain, good, key, broken.toString()), key, "EC");
    fails(
        Map.of(chain, good, key, pem.get(key), "fairlead.server.tls.store", "x"),
        "fairlead.server.tls.store",
        "not both");
  }

  @Test
  void namesWhatIsWrongWithStore() throws Exception {
    String file = "fairlead.server.tls.store";
    String password = "fairlead.server.tls.store-password";
    fails(Map.of(file, "/nowhere.p12"), file, "/nowhere.p12");
    fails(Map.of(file, store.get(file), password, "wrong"), file, "password");
    fails(Map.of(file, pem.get("fairlead.server.tls.key")), file, "no PKCS#12");
  }
}
