package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import io.fairlead.core.support.MovableClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Keys and tokens, good and forged. */
final class Tokens {

  static final String SECRET = "0123456789abcdef0123456789abcdef";
  static final KeyPair RSA = pair("RSA", 2048);
  static final KeyPair OTHER_RSA = pair("RSA", 2048);
  static final KeyPair WEAK_RSA = pair("RSA", 1024);
  static final KeyPair P256 = curve("secp256r1");
  static final KeyPair P384 = curve("secp384r1");
  static final KeyPair P521 = curve("secp521r1");
  static final KeyPair ED25519 = pair("Ed25519", 255);
  static final KeyPair ED448 = pair("Ed448", 448);

  private Tokens() {}

  static Key secret(String text) {
    return new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HMAC");
  }

  /** Claims of a good token, an hour from expiry. */
  static Map<String, @Nullable Object> claims() {
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    claims.put("sub", "alice");
    claims.put("exp", MovableClock.START.getEpochSecond() + 3_600);
    return claims;
  }

  static Map<String, @Nullable Object> claims(String name, @Nullable Object value) {
    Map<String, @Nullable Object> claims = claims();
    claims.put(name, value);
    return claims;
  }

  static String good() {
    return sign(JWSAlgorithm.HS256, secret(SECRET), claims());
  }

  static String sign(JWSAlgorithm algorithm, Key key, Map<String, ?> claims) {
    return sign(new JWSHeader.Builder(algorithm).build(), key, claims);
  }

  static String signAs(String keyId, JWSAlgorithm algorithm, Key key) {
    return sign(new JWSHeader.Builder(algorithm).keyID(keyId).build(), key, claims());
  }

  static String sign(JWSHeader header, Key key, Map<String, ?> claims) {
    Payload payload = new Payload(new LinkedHashMap<String, Object>(claims));
    try {
      if (header.getAlgorithm().equals(JWSAlgorithm.EdDSA)) {
        return signEd(header, (PrivateKey) key, payload);
      }
      JWSObject jws = new JWSObject(header, payload);
      jws.sign(signer(key));
      return jws.serialize();
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JWSSigner signer(Key key) throws JOSEException {
    if (key instanceof SecretKey secret) {
      return new MACSigner(secret);
    }
    return key instanceof ECPrivateKey ec
        ? new ECDSASigner(ec)
        : new RSASSASigner((PrivateKey) key);
  }

  private static String signEd(JWSHeader header, PrivateKey key, Payload payload)
      throws GeneralSecurityException {
    String signed = header.toBase64URL() + "." + payload.toBase64URL();
    Signature signature = Signature.getInstance("EdDSA");
    signature.initSign(key);
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Base64URL.encode(signature.sign());
  }

  /** Parts as they are given, without any signing. */
  static String raw(String header, String claims, String signature) {
    return Base64URL.encode(header) + "." + Base64URL.encode(claims) + "." + signature;
  }

  static String pem(String type, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }

  private static KeyPair pair(String type, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair curve(String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(name));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
