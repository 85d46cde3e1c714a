package io.fairlead.contract.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens, good and bad, made without any library that the server uses. */
public final class Tokens {

  /** What the servers are told. */
  public static final String SECRET =
      "the contract's secret, long enough for HS512 as well: 64 bytes!!";

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private Tokens() {}

  /** A good token. */
  public static String of(String subject) {
    return of(subject, "");
  }

  /**
   * A good token with more claims.
   *
   * @param claims JSON members with a comma before each
   */
  public static String of(String subject, String claims) {
    return signed("HS256", "HmacSHA256", SECRET, claims(subject, 3600, claims));
  }

  /** One that ends soon. */
  public static String endingIn(String subject, long seconds) {
    return signed("HS256", "HmacSHA256", SECRET, claims(subject, seconds, ""));
  }

  /** One that was good an hour ago. */
  public static String expired(String subject) {
    return signed("HS256", "HmacSHA256", SECRET, claims(subject, -3600, ""));
  }

  /** One signed with another key. */
  public static String forged(String subject) {
    return signed("HS256", "HmacSHA256", SECRET + "?", claims(subject, 3600, ""));
  }

  /** One with the right key and an algorithm that is not allowed. */
  public static String ofOtherAlgorithm(String subject) {
    return signed("HS512", "HmacSHA512", SECRET, claims(subject, 3600, ""));
  }

  /** One that says it needs no signature. */
  public static String unsigned(String subject) {
    return encoded("{\"alg\":\"none\"}") + "." + encoded(claims(subject, 3600, "")) + ".";
  }

  private static String claims(String subject, long seconds, String more) {
    long expires = Instant.now().getEpochSecond() + seconds;
    return "{\"sub\":\"%s\",\"exp\":%d%s}".formatted(subject, expires, more);
  }

  private static String signed(String algorithm, String mac, String secret, String claims) {
    String content = encoded("{\"alg\":\"" + algorithm + "\"}") + "." + encoded(claims);
    try {
      Mac signer = Mac.getInstance(mac);
      signer.init(new SecretKeySpec(secret.getBytes(UTF_8), mac));
      return content + "." + URL.encodeToString(signer.doFinal(content.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String json) {
    return URL.encodeToString(json.getBytes(UTF_8));
  }
}
