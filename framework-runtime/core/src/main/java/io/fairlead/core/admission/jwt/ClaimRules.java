package io.fairlead.core.admission.jwt;

import io.fairlead.api.admission.Identity;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.SecuritySettings;
import io.fairlead.core.config.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the claims of a token must say (RFC 7519, section 4.1), once its signature is good. */
final class ClaimRules {

  /** The end of year 9999: a later time is most likely in milliseconds. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  private final String issuer;
  private final String audience;
  private final Duration skew;
  private final String rolesClaim;
  private final List<RequiredClaim> required;
  private final Clock clock;

  ClaimRules(FairleadConfig config, Clock clock) {
    this.issuer = config.get(Settings.JWT_ISSUER);
    this.audience = config.get(Settings.JWT_AUDIENCE);
    this.skew = config.get(Settings.JWT_CLOCK_SKEW);
    this.rolesClaim = config.get(Settings.JWT_ROLES_CLAIM);
    this.required =
        config.get(SecuritySettings.JWT_REQUIRED_CLAIMS).stream()
            .map(RequiredClaim::parse)
            .toList();
    this.clock = clock;
  }

  /**
   * Reads and checks all claims.
   *
   * @throws InvalidTokenException saying which one does not fit, without its value
   */
  VerifiedToken check(Map<String, Object> claims) {
    Instant expiresAt = time(claims, "exp");
    if (expiresAt == null) {
      throw new InvalidTokenException("The token has no expiry (exp).");
    }
    checkNames(claims);
    Instant notBefore = time(claims, "nbf");
    VerifiedToken token = new VerifiedToken(identity(claims, expiresAt), expiresAt, notBefore);
    checkTimes(token);
    return token;
  }

  /**
   * Checks issuer, audience and the claims that must be there.
   *
   * @throws InvalidTokenException saying which one does not fit, without its value
   */
  void checkNames(Map<String, Object> claims) {
    if (!issuer.isEmpty() && !issuer.equals(claims.get("iss"))) {
      throw new InvalidTokenException("The token is from another issuer (iss).");
    }
    if (!audience.isEmpty() && !names(claims.get("aud"), audience)) {
      throw new InvalidTokenException("The token is for another audience (aud).");
    }
    for (RequiredClaim claim : required) {
      if (!claim.isMetBy(claims)) {
        throw new InvalidTokenException(
            "The token lacks a claim that is required (" + claim.name() + ").");
      }
    }
  }

  /**
   * Checks the times again; a token that is known may have expired since.
   *
   * @throws InvalidTokenException if it is not valid now
   */
  void checkTimes(VerifiedToken token) {
    Instant now = clock.instant();
    if (!now.isBefore(token.expiresAt().plus(skew))) {
      throw new InvalidTokenException("The token has expired.");
    }
    if (token.notBefore() != null && now.isBefore(token.notBefore().minus(skew))) {
      throw new InvalidTokenException("The token is not valid yet (nbf).");
    }
  }

  private Identity identity(Map<String, Object> claims, Instant expiresAt) {
    // control characters in a name could forge log lines
    if (!(claims.get("sub") instanceof String subject)
        || subject.isBlank()
        || subject.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidTokenException("The token has no usable subject (sub).");
    }
    Identity.Builder identity = Identity.builder(subject).expiresAt(expiresAt);
    roles(claims.get(rolesClaim)).forEach(identity::role);
    claims.forEach(
        (name, value) -> {
          if (value != null) {
            identity.claim(name, fixed(value));
          }
        });
    return identity.build();
  }

  private static List<String> roles(@Nullable Object claim) {
    if (claim instanceof String text) {
      return Arrays.stream(text.split("\\s+")).filter(role -> !role.isEmpty()).toList();
    }
    if (claim instanceof List<?> list) {
      return list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }
    return List.of();
  }

  private static boolean names(@Nullable Object claim, String wanted) {
    return wanted.equals(claim) || (claim instanceof List<?> list && list.contains(wanted));
  }

  /** A NumericDate (RFC 7519, section 2). */
  private static @Nullable Instant time(Map<String, Object> claims, String name) {
    Object value = claims.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Number number)
        || number.doubleValue() < 0
        || number.doubleValue() > MAX_SECONDS) {
      throw new InvalidTokenException(
          "The token's " + name + " must be a number of seconds since 1970.");
    }
    return Instant.ofEpochSecond(number.longValue());
  }

  /** JSON values, with no way left to change them. */
  private static Object fixed(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, each) -> copy.put(String.valueOf(key), each == null ? null : fixed(each)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof List<?> list) {
      return Collections.unmodifiableList(
          Arrays.asList(list.stream().map(each -> each == null ? null : fixed(each)).toArray()));
    }
    return value;
  }
}
