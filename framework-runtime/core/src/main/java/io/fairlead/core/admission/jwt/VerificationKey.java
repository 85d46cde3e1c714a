package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A key together with the algorithms it may be used for: a public key never stands for HS*, so a
 * token signed with the public key's bytes as a secret finds no key (algorithm confusion).
 *
 * @param algorithms what it may be used for
 * @param verifier checks a signature
 * @param fingerprint tells it from other keys, and tells nothing of it
 */
record VerificationKey(Set<JWSAlgorithm> algorithms, SignatureCheck verifier, String fingerprint) {

  private static final int MIN_RSA_BITS = 2_048;

  /** Checks a signature. Safe for any thread. */
  @FunctionalInterface
  interface SignatureCheck {
    boolean fits(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException;
  }

  /** A shared secret, for those of HS256, HS384 and HS512 that it is long enough for. */
  static VerificationKey ofSecret(byte[] secret) {
    Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(Algorithms.HMAC);
    algorithms.removeIf(each -> Algorithms.secretBytes(each) > secret.length);
    try {
      return of(algorithms, new MACVerifier(secret), fingerprint("secret", secret));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the secret is too short for any of HS*");
    }
  }

  /**
   * A public key: RSA of at least 2048 bits, P-256, P-384, P-521 or Ed25519.
   *
   * @throws IllegalArgumentException saying what is wrong with any other
   */
  static VerificationKey ofPublic(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      if (rsa.getModulus().bitLength() < MIN_RSA_BITS) {
        throw new IllegalArgumentException(
            "an RSA key needs at least 2048 bits, this one has " + rsa.getModulus().bitLength());
      }
      return of(new LinkedHashSet<>(Algorithms.RSA), new RSASSAVerifier(rsa), fingerprint(rsa));
    }
    if (key instanceof ECPublicKey ec) {
      return ofCurve(ec);
    }
    if (key instanceof EdECPublicKey ed
        && ed.getParams().getName().equalsIgnoreCase(NamedParameterSpec.ED25519.getName())) {
      return new VerificationKey(
          Set.of(JWSAlgorithm.EdDSA),
          (header, signed, signature) -> ed25519(ed, signed, signature),
          fingerprint(ed));
    }
    throw new IllegalArgumentException("a key of type " + key.getAlgorithm() + " is not supported");
  }

  private static VerificationKey ofCurve(ECPublicKey key) {
    try {
      ECDSAVerifier verifier = new ECDSAVerifier(key);
      Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(Algorithms.EC);
      algorithms.retainAll(verifier.supportedJWSAlgorithms());
      if (!algorithms.isEmpty()) {
        return of(algorithms, verifier, fingerprint(key));
      }
    } catch (JOSEException e) {
      // said below
    }
    throw new IllegalArgumentException("an EC key must be on the curve P-256, P-384 or P-521");
  }

  private static VerificationKey of(
      Set<JWSAlgorithm> algorithms, JWSVerifier verifier, String fingerprint) {
    return new VerificationKey(algorithms, verifier::verify, fingerprint);
  }

  private static String fingerprint(PublicKey key) {
    return fingerprint("public", key.getEncoded());
  }

  private static String fingerprint(String kind, byte[] key) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(kind.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(sha.digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** RFC 8037, section 3.1, by the JDK itself. */
  private static boolean ed25519(EdECPublicKey key, byte[] signed, Base64URL signature)
      throws JOSEException {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(signed);
      return check.verify(signature.decode());
    } catch (GeneralSecurityException e) {
      throw new JOSEException("the signature cannot be checked");
    }
  }
}
