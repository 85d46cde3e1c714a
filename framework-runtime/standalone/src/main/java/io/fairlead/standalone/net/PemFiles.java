package io.fairlead.standalone.net;

import io.fairlead.core.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM files (RFC 7468). */
final class PemFiles {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");

  private PemFiles() {}

  static List<X509Certificate> chain(String setting, String file) {
    String text = read(setting, file);
    if (!text.contains("-----BEGIN CERTIFICATE-----")) {
      throw new ConfigException(
          setting + ": '" + file + "' holds no '-----BEGIN CERTIFICATE-----'; name a PEM file");
    }
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      throw new ConfigException(
          setting + ": '" + file + "' holds a certificate that cannot be read (" + e + ")");
    }
  }

  static PrivateKey key(String setting, String file, PublicKey certified) {
    Matcher block = BLOCK.matcher(read(setting, file));
    while (block.find()) {
      String type = block.group(1);
      if (type.equals("PRIVATE KEY")) {
        PrivateKey key = pkcs8(setting, file, block.group(2), certified.getAlgorithm());
        checkBelongs(setting, file, key, certified);
        return key;
      }
      if (type.endsWith("PRIVATE KEY")) {
        throw new ConfigException(
            setting
                + ": '"
                + file
                + "' holds '"
                + type
                + "'; make a plain PKCS#8 key of it with"
                + " 'openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW'");
      }
    }
    throw new ConfigException(
        setting + ": '" + file + "' holds no '-----BEGIN PRIVATE KEY-----'; name a PKCS#8 key");
  }

  private static PrivateKey pkcs8(String setting, String file, String base64, String algorithm) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      throw new ConfigException(
          setting
              + ": '"
              + file
              + "' is no "
              + algorithm
              + " key, as the certificate wants; use the key that belongs to the certificate");
    } catch (GeneralSecurityException e) {
      throw new ConfigException(setting + ": this JVM knows no " + algorithm + " keys");
    }
  }

  /** The JVM would find out in the first handshake only. */
  static void checkBelongs(String setting, String file, PrivateKey key, PublicKey certified) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return;
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update((byte) 1);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // said below: it does not fit
    }
    throw new ConfigException(
        setting + ": the key in '" + file + "' does not belong to the certificate; use its own");
  }

  private static String read(String setting, String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw TlsContexts.unreadable(setting, file, e);
    } catch (InvalidPathException e) {
      throw new ConfigException(setting + ": '" + file + "' is no path");
    }
  }
}
