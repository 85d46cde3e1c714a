package io.fairlead.standalone.support;

import io.fairlead.core.admission.jwt.JwtIssuer;
import io.fairlead.core.config.FairleadConfig;
import java.time.Duration;
import java.util.Map;

/** Tokens for tests. */
public final class Tokens {

  public static final String SECRET = "a secret of the tests that is long enough for HS256";

  private static final JwtIssuer ISSUER =
      JwtIssuer.from(FairleadConfig.of(Map.of("fairlead.auth.jwt.secret", SECRET)));

  private Tokens() {}

  public static String of(String subject) {
    return ISSUER.issue(subject, Duration.ofHours(1), Map.of());
  }

  public static String of(String subject, String claim, Object value) {
    return ISSUER.issue(subject, Duration.ofHours(1), Map.of(claim, value));
  }
}
