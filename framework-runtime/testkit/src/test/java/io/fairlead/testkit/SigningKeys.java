package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Keys of an issuer and of those whom it certifies, made by {@code keytool}. */
final class SigningKeys {

  static final String PASSWORD = "changeit";

  private final Path directory;
  private final Path store;
  private final X509Certificate issuer;

  private SigningKeys(Path directory) throws Exception {
    this.directory = directory;
    this.store = directory.resolve("keys.p12");
    pair("issuer", "CN=Issuer", "-ext", "bc:c");
    this.issuer = (X509Certificate) self("issuer").getCertificate();
  }

  static SigningKeys in(Path directory) throws Exception {
    return new SigningKeys(directory);
  }

  X509Certificate issuer() {
    return issuer;
  }

  /** A key with a certificate that it has signed itself. */
  PrivateKeyEntry selfSigned(String alias) throws Exception {
    pair(alias, "CN=" + alias);
    return self(alias);
  }

  /** A key with a certificate of the issuer; the options are those of gencert. */
  PrivateKeyEntry certified(String alias, String... options) throws Exception {
    pair(alias, "CN=" + alias);
    Path request = directory.resolve(alias + ".csr");
    Path certificate = directory.resolve(alias + ".crt");
    keytool(List.of("-certreq", "-alias", alias, "-file", request.toString()));
    List<String> words =
        new ArrayList<>(
            List.of(
                "-gencert",
                "-alias",
                "issuer",
                "-infile",
                request.toString(),
                "-outfile",
                certificate.toString()));
    words.addAll(List.of(options));
    keytool(words);
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate own = CertificateFactory.getInstance("X.509").generateCertificate(in);
      return new PrivateKeyEntry(self(alias).getPrivateKey(), new Certificate[] {own, issuer});
    }
  }

  private void pair(String alias, String name, String... options) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "3650"));
    words.addAll(List.of(options));
    keytool(words);
  }

  private PrivateKeyEntry self(String alias) throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    PasswordProtection protection = new PasswordProtection(PASSWORD.toCharArray());
    PrivateKeyEntry entry = (PrivateKeyEntry) keys.getEntry(alias, protection);
    PrivateKey key = entry.getPrivateKey();
    return new PrivateKeyEntry(key, entry.getCertificateChain());
  }

  private void keytool(List<String> words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(words);
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** A store of trusted certificates. */
  Path trusting(String name, String type, Certificate... certificates) throws Exception {
    KeyStore trusted = KeyStore.getInstance(type);
    trusted.load(null, null);
    for (int i = 0; i < certificates.length; i++) {
      trusted.setCertificateEntry("trusted-" + i, certificates[i]);
    }
    Path file = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  /** Signs what is there, with a digest of choice; other signatures stay. */
  static byte[] signed(byte[] jar, PrivateKeyEntry key, String digest) throws Exception {
    Path file = Files.createTempFile("unsigned", ".jar");
    try {
      Files.write(file, jar);
      ByteArrayOutputStream signed = new ByteArrayOutputStream();
      try (ZipFile zip = new ZipFile(file.toFile())) {
        new JarSigner.Builder(key)
            .signerName("AGAIN")
            .digestAlgorithm(digest)
            .build()
            .sign(zip, signed);
      }
      return signed.toByteArray();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
