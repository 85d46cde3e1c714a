package io.fairlead.core.admission.jwt;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.core.config.FairleadConfig;
import java.time.Duration;
import java.util.Optional;

/** Issues tokens by the policy in force. Safe for any thread. */
public final class FollowingIssuer implements TokenIssuer {

  private volatile Optional<TokenIssuer> now;

  private FollowingIssuer(TokenIssuer first) {
    this.now = Optional.of(first);
  }

  /** One that follows; empty where the configuration holds no key to sign with. */
  public static Optional<FollowingIssuer> available(FairleadConfig config) {
    return JwtIssuer.available(config).map(FollowingIssuer::new);
  }

  /** From now on tokens are those that this configuration accepts. */
  public void follow(FairleadConfig config) {
    now = JwtIssuer.available(config);
  }

  @Override
  public String issue(Identity identity, Duration lifetime) {
    return now.orElseThrow(
            () ->
                new IllegalStateException(
                    "no token can be issued: the policy in force has no key to sign with"))
        .issue(identity, lifetime);
  }
}
