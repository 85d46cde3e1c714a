package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The usable keys of one key set.
 *
 * @param set where they come from; a set fetched anew is another object
 * @param keys those that may verify a signature
 */
record KeyRing(JWKSet set, List<Entry> keys) {

  private static final Logger LOG = LogManager.getLogger(KeyRing.class);

  /** What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410, section 4). */
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /** A key and its id. */
  record Entry(@Nullable String id, VerificationKey key) {}

  /** Reads a set; keys that are of no use here are left out, those that are weak with a warning. */
  static KeyRing of(JWKSet set) {
    List<Entry> entries = new ArrayList<>();
    for (JWK jwk : set.getKeys()) {
      if (verifiesSignatures(jwk)) {
        VerificationKey key = key(jwk);
        if (key != null && !key.algorithms().isEmpty()) {
          entries.add(new Entry(jwk.getKeyID(), key));
        }
      }
    }
    return new KeyRing(set, List.copyOf(entries));
  }

  /** The keys for a header: of its algorithm, and of its key id where it names one. */
  List<VerificationKey> find(JWSHeader header) {
    String id = header.getKeyID();
    return keys.stream()
        .filter(entry -> id == null || id.equals(entry.id()))
        .map(Entry::key)
        .filter(key -> key.algorithms().contains(header.getAlgorithm()))
        .toList();
  }

  /** What the keys can verify. */
  Set<JWSAlgorithm> algorithms() {
    Set<JWSAlgorithm> all = new LinkedHashSet<>();
    keys.forEach(entry -> all.addAll(entry.key().algorithms()));
    return all;
  }

  private static boolean verifiesSignatures(JWK jwk) {
    return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
        && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY))
        && jwk.getKeyRevocation() == null;
  }

  private static @Nullable VerificationKey key(JWK jwk) {
    try {
      VerificationKey key =
          jwk instanceof OctetSequenceKey secret
              ? VerificationKey.ofSecret(secret.toByteArray())
              : VerificationKey.ofPublic(publicKey(jwk));
      if (jwk.getAlgorithm() == null) {
        return key;
      }
      Set<JWSAlgorithm> named = new LinkedHashSet<>(key.algorithms());
      named.removeIf(each -> !each.getName().equals(jwk.getAlgorithm().getName()));
      return new VerificationKey(named, key.verifier(), key.fingerprint());
    } catch (JOSEException | GeneralSecurityException | IllegalArgumentException e) {
      LOG.warn("A key of the key set is left out: {}", e.getMessage());
      return null;
    }
  }

  private static PublicKey publicKey(JWK jwk) throws JOSEException, GeneralSecurityException {
    if (jwk instanceof RSAKey rsa) {
      return rsa.toRSAPublicKey();
    }
    if (jwk instanceof ECKey ec) {
      return ec.toECPublicKey();
    }
    if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
      return ed25519(pair.getDecodedX());
    }
    throw new IllegalArgumentException("its type is not supported");
  }

  private static PublicKey ed25519(byte[] raw) throws GeneralSecurityException {
    if (raw.length != 32) {
      throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
    }
    byte[] der = new byte[ED25519_PREFIX.length + raw.length];
    System.arraycopy(ED25519_PREFIX, 0, der, 0, ED25519_PREFIX.length);
    System.arraycopy(raw, 0, der, ED25519_PREFIX.length, raw.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
  }
}
