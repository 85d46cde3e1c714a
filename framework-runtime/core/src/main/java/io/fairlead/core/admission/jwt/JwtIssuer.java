package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Setting;
import io.fairlead.core.config.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Issues tokens that this configuration accepts, signed with its shared secret. For development, a
 * sign-in page of one's own, and tests. Safe for any thread.
 */
public final class JwtIssuer implements TokenIssuer {

  private static final Logger LOG = LogManager.getLogger(JwtIssuer.class);
  private static final Set<String> OWN = Set.of("sub", "iss", "aud", "iat", "exp", "jti");

  private final JWSHeader header;
  private final JWSSigner signer;
  private final String issuer;
  private final String audience;
  private final String rolesClaim;
  private final Clock clock;

  private JwtIssuer(JWSAlgorithm algorithm, JWSSigner signer, FairleadConfig config, Clock clock) {
    this.header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).build();
    this.signer = signer;
    this.issuer = config.get(Settings.JWT_ISSUER);
    this.audience = config.get(Settings.JWT_AUDIENCE);
    this.rolesClaim = config.get(Settings.JWT_ROLES_CLAIM);
    this.clock = clock;
  }

  /**
   * The issuer where there can be one: where tokens are asked for, and the configuration holds a
   * key to sign with.
   */
  public static Optional<TokenIssuer> available(FairleadConfig config) {
    if (config.get(Settings.AUTH_MODE) != Settings.AuthMode.JWT) {
      return Optional.empty();
    }
    try {
      return Optional.of(from(config));
    } catch (ConfigException e) {
      LOG.debug("no tokens are issued here: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * An issuer by the system's clock.
   *
   * @throws ConfigException if the configuration holds no shared secret, as with public keys only
   */
  public static JwtIssuer from(FairleadConfig config) {
    return from(config, Clock.systemUTC());
  }

  /**
   * An issuer.
   *
   * @throws ConfigException if the configuration holds no shared secret, as with public keys only
   */
  public static JwtIssuer from(FairleadConfig config, Clock clock) {
    Setting<String> source = KeyConfig.source(config);
    if (!source.equals(Settings.JWT_SECRET) && !source.equals(Settings.JWT_SECRET_FILE)) {
      throw new ConfigException(
          source.key()
              + " holds no key to sign with, so no token can be issued: ask your issuer for one, or"
              + " set "
              + Settings.JWT_SECRET.key()
              + " or "
              + Settings.JWT_SECRET_FILE.key()
              + " instead");
    }
    Set<JWSAlgorithm> allowed = Algorithms.allowed(config);
    try {
      JWSSigner signer = new MACSigner(SharedSecret.read(config, allowed));
      return new JwtIssuer(allowed.iterator().next(), signer, config, clock);
    } catch (JOSEException e) {
      throw new ConfigException(source.key() + ": no key can be made of this secret");
    }
  }

  /**
   * Issues a token with the subject and the claims given, the configured issuer and audience, a
   * time of issue, an expiry and an id; signed with the first of the allowed algorithms.
   *
   * @param subject the user's name, not blank
   * @param lifetime from now, in whole seconds, at least one
   * @param claims JSON values; none of {@code sub}, {@code iss}, {@code aud}, {@code iat}, {@code
   *     exp}, {@code jti}
   * @return the token in its compact form: a secret, never to be logged
   * @throws IllegalArgumentException if something of that does not fit
   */
  public String issue(String subject, Duration lifetime, Map<String, Object> claims) {
    if (subject.isBlank() || subject.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the subject must not be blank or hold control characters");
    }
    if (lifetime.toSeconds() < 1) {
      throw new IllegalArgumentException("the lifetime must be at least 1s");
    }
    for (String name : claims.keySet()) {
      if (OWN.contains(name)) {
        throw new IllegalArgumentException("the claim '" + name + "' is set by Fairlead itself");
      }
    }
    JWSObject jws = new JWSObject(header, new Payload(payload(subject, lifetime, claims)));
    try {
      jws.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("signing failed", e);
    }
    String token = jws.serialize();
    if (token.length() > TokenVerifier.MAX_LENGTH) {
      throw new IllegalArgumentException("the claims are too long for a token of 8192 characters");
    }
    return token;
  }

  @Override
  public String issue(Identity identity, Duration lifetime) {
    if (identity.isAnonymous()) {
      throw new IllegalArgumentException("nobody can vouch for an anonymous client");
    }
    Map<String, Object> claims = new LinkedHashMap<>(identity.claims());
    claims.keySet().removeAll(OWN);
    if (!identity.roles().isEmpty()) {
      claims.put(rolesClaim, List.copyOf(identity.roles()));
    }
    return issue(identity.getName(), lifetime, claims);
  }

  private Map<String, Object> payload(
      String subject, Duration lifetime, Map<String, Object> claims) {
    Instant now = clock.instant();
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("sub", subject);
    if (!issuer.isEmpty()) {
      payload.put("iss", issuer);
    }
    if (!audience.isEmpty()) {
      payload.put("aud", audience);
    }
    payload.put("iat", now.getEpochSecond());
    payload.put("exp", now.plus(lifetime).getEpochSecond());
    payload.put("jti", UUID.randomUUID().toString());
    payload.putAll(claims);
    return payload;
  }
}
