package io.fairlead.core.admission.jwt;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.Settings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a public key or a certificate in PEM (RFC 7468). */
final class PublicKeyFile {

  private static final String KEY = Settings.JWT_PUBLIC_KEY.key();
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private PublicKeyFile() {}

  static PublicKey read(String file) {
    String text = new String(SharedSecret.file(KEY, file), StandardCharsets.ISO_8859_1);
    if (text.contains("PRIVATE KEY-----")) {
      throw new ConfigException(
          KEY
              + ": '"
              + file
              + "' holds a private key; checking tokens needs the public one"
              + " (openssl pkey -in FILE -pubout)");
    }
    Matcher block = BLOCK.matcher(text);
    if (!block.find()) {
      throw wrong(file);
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      return switch (block.group(1)) {
        case "PUBLIC KEY" -> publicKey(der);
        case "CERTIFICATE" -> certificate(der);
        default -> throw wrong(file);
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw wrong(file);
    }
  }

  private static PublicKey certificate(byte[] der) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(der))
        .getPublicKey();
  }

  private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
    for (String type : List.of("RSA", "EC", "Ed25519", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        // of another type
      }
    }
    throw new GeneralSecurityException("no known type");
  }

  private static ConfigException wrong(String file) {
    return new ConfigException(
        KEY
            + ": '"
            + file
            + "' must be PEM with a PUBLIC KEY (RSA, EC or Ed25519) or a CERTIFICATE");
  }
}
