package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import io.fairlead.api.admission.Identity;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a token: length, form, algorithm, header, signature, and only then its claims. Safe for
 * any thread.
 */
final class TokenVerifier {

  static final int MAX_LENGTH = 8_192;

  /** Three parts in base64url (RFC 7515, section 7.1). */
  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  /** Types that a token for access may have (RFC 7519, section 5.1; RFC 9068, section 2.1). */
  private static final Set<String> TYPES =
      Set.of("jwt", "application/jwt", "at+jwt", "application/at+jwt");

  private final Set<JWSAlgorithm> allowed;
  private final VerificationKeys keys;
  private final ClaimRules rules;
  private final VerifiedTokenCache cache;

  TokenVerifier(
      Set<JWSAlgorithm> allowed,
      VerificationKeys keys,
      ClaimRules rules,
      VerifiedTokenCache cache) {
    this.allowed = allowed;
    this.keys = keys;
    this.rules = rules;
    this.cache = cache;
  }

  /**
   * Verifies.
   *
   * @return fails with {@link InvalidTokenException} or {@link KeysUnavailableException}
   */
  CompletionStage<VerifiedToken> verify(String token) {
    try {
      if (token.length() > MAX_LENGTH) {
        throw new InvalidTokenException("The token is longer than 8192 characters.");
      }
      String digest = VerifiedTokenCache.digest(token);
      VerifiedToken known = cache.find(digest);
      if (known != null) {
        rules.checkTimes(known);
        return CompletableFuture.completedFuture(known);
      }
      JWSObject jws = parse(token);
      return keys.candidates(jws.getHeader()).thenApply(found -> verify(jws, found, digest));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Why a token that was found good before would not be now, leaving its times aside.
   *
   * @throws KeysUnavailableException where that cannot be said
   */
  Optional<String> objection(Identity identity, TokenProof proof) {
    if (!allowed.contains(JWSAlgorithm.parse(proof.algorithm()))) {
      return Optional.of("its token's algorithm is not allowed any more");
    }
    if (!keys.holds(proof.key())) {
      return Optional.of("its token's key is not among the keys any more");
    }
    try {
      rules.checkNames(identity.claims());
      return Optional.empty();
    } catch (InvalidTokenException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private JWSObject parse(String token) {
    if (!COMPACT.matcher(token).matches()) {
      throw new InvalidTokenException("The token is not a signed JSON Web Token.");
    }
    JWSObject jws;
    try {
      jws = JWSObject.parse(token);
    } catch (ParseException | RuntimeException e) {
      // never the cause: its message may repeat parts of the token
      throw new InvalidTokenException("The token is not a signed JSON Web Token.");
    }
    checkHeader(jws.getHeader());
    return jws;
  }

  private void checkHeader(JWSHeader header) {
    if (!allowed.contains(header.getAlgorithm())) {
      throw new InvalidTokenException("The token is signed with an algorithm that is not allowed.");
    }
    // we understand no extension, and RFC 7515, section 4.1.11 refuses what is not understood
    if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
      throw new InvalidTokenException("The token's header has critical extensions (crit).");
    }
    JOSEObjectType type = header.getType();
    if (type != null && !TYPES.contains(type.getType().toLowerCase(Locale.ROOT))) {
      throw new InvalidTokenException("The token is of another type (typ).");
    }
  }

  private VerifiedToken verify(JWSObject jws, List<VerificationKey> candidates, String digest) {
    if (candidates.isEmpty()) {
      throw new InvalidTokenException("The token is signed with an unknown key.");
    }
    VerificationKey key =
        candidates.stream()
            .filter(each -> fits(each, jws))
            .findFirst()
            .orElseThrow(() -> new InvalidTokenException("The token's signature is not good."));
    TokenProof proof = new TokenProof(jws.getHeader().getAlgorithm().getName(), key.fingerprint());
    VerifiedToken token = rules.check(claims(jws)).provenBy(proof);
    cache.put(digest, token);
    return token;
  }

  private static boolean fits(VerificationKey key, JWSObject jws) {
    try {
      return key.verifier().fits(jws.getHeader(), jws.getSigningInput(), jws.getSignature());
    } catch (JOSEException | RuntimeException e) {
      return false; // a signature that cannot be read is not good
    }
  }

  private static Map<String, Object> claims(JWSObject jws) {
    @Nullable Map<String, Object> claims = jws.getPayload().toJSONObject();
    if (claims == null) {
      throw new InvalidTokenException("The token's claims are no JSON object.");
    }
    return claims;
  }
}
