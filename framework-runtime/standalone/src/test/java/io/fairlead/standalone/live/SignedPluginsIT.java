package io.fairlead.standalone.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import io.fairlead.standalone.EmbeddingExample;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that takes signed jars only, while they come and change. */
@Timeout(120)
class SignedPluginsIT {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path directory;
  private Path plugins;
  private PrivateKeyEntry maker;
  private Fairlead server;

  @BeforeEach
  void start() throws Exception {
    plugins = Files.createDirectory(directory.resolve("plugins"));
    maker = key();
    put("tagging.jar", Versions.tagging(1).signedBy(maker).bytes());
    server =
        Fairlead.builder()
            .endpoint(EmbeddingExample.Upper.class)
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .set("fairlead.plugin-watch-interval", "20ms")
            .set("fairlead.plugins.signatures", "require")
            .set("fairlead.plugins.trust-store", trusting(maker).toString())
            .set("fairlead.plugins.trust-store-password", String.valueOf(PASSWORD))
            .plugins(plugins)
            .port(0)
            .start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private PrivateKeyEntry key() throws Exception {
    Path store = directory.resolve("maker.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "maker",
                "-dname",
                "CN=Maker",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-keystore",
                store.toString(),
                "-storepass",
                String.valueOf(PASSWORD))
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    return (PrivateKeyEntry)
        KeyStore.getInstance(store.toFile(), PASSWORD)
            .getEntry("maker", new PasswordProtection(PASSWORD));
  }

  private Path trusting(PrivateKeyEntry key) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("maker", key.getCertificate());
    Path file = directory.resolve("trust.p12");
    try (var out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD);
    }
    return file;
  }

  private void put(String name, byte[] jar) throws IOException {
    Path file = Files.write(directory.resolve("new.tmp"), jar);
    Files.move(file, plugins.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The same jar with a byte more in its class. */
  private static byte[] tampered(byte[] jar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        out.putNextEntry(new ZipEntry(each.getName()));
        out.write(content);
        if (each.getName().endsWith("Tagging.class")) {
          out.write(0); // the JVM would not mind; whoever can add one byte can change all
        }
      }
    }
    return bytes.toByteArray();
  }

  private PluginReport report(String jar) {
    return server.plugins().stream()
        .filter(each -> each.jar().endsWith(jar))
        .findFirst()
        .orElse(null);
  }

  private void awaitMessage(String jar, String text) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> report(jar) != null && report(jar).message().contains(text));
  }

  @Test
  void whatIsNotSignedIsLeftOutAndWhatRunsRunsOn() throws Exception {
    assertThat(report("tagging.jar").signer()).isEqualTo("CN=Maker");
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      client.send("a");
      assertThat(client.next()).isEqualTo("A 1 1");

      put("counting.jar", Versions.counting(1).bytes());
      awaitMessage("counting.jar", "is not signed");
      assertThat(report("counting.jar").status()).isEqualTo(Status.FAILED);
      client.send("b");
      assertThat(client.next()).isEqualTo("B 1 1");

      put("tagging.jar", tampered(Versions.tagging(2).signedBy(maker).bytes()));
      awaitMessage("tagging.jar", "was changed after it was signed");
      assertThat(report("tagging.jar").status()).isEqualTo(Status.STARTED);
      assertThat(report("tagging.jar").message()).contains("this version runs on");
      client.send("c");
      assertThat(client.next()).isEqualTo("C 1 1");

      put("tagging.jar", Versions.counting(1).id("other").bytes()); // another id in its place
      awaitMessage("tagging.jar", "is not signed");
      put("more.jar", Versions.tagging(9).bytes()); // its id once more
      awaitMessage("more.jar", "is not signed");
      client.send("c");
      assertThat(client.next()).isEqualTo("C 1 1");

      put("tagging.jar", Versions.tagging(3).signedBy(maker).bytes());
      awaitMessage("tagging.jar", "started");
      client.send("d");
      assertThat(client.next()).isEqualTo("D 3 3");
      put("counting.jar", Versions.counting(1).signedBy(maker).bytes());
      awaitMessage("counting.jar", "started");
    }
  }
}
