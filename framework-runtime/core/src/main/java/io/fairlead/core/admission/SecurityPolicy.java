package io.fairlead.core.admission;

import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.core.admission.jwt.JwtAuthenticator;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.SecuritySettings;
import io.fairlead.core.config.Setting;
import io.fairlead.core.config.Settings;
import io.fairlead.core.config.Settings.AuthMode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * By what handshakes are judged: one value, never changed, with keys and a memory of verified
 * tokens of its own. Its keys are let go when it is out of force and the last handshake is done
 * with it.
 */
public final class SecurityPolicy {

  /** What a policy is made of; a change of any other setting needs a restart. */
  public static final Set<Setting<?>> SETTINGS =
      Set.of(
          Settings.AUTH_MODE,
          Settings.AUTH_INVALID_TOKEN_STATUS,
          Settings.JWT_ALGORITHMS,
          Settings.JWT_SECRET,
          Settings.JWT_SECRET_FILE,
          Settings.JWT_PUBLIC_KEY,
          Settings.JWT_JWKS,
          Settings.JWT_JWKS_CACHE,
          Settings.JWT_ISSUER,
          Settings.JWT_AUDIENCE,
          Settings.JWT_CLOCK_SKEW,
          Settings.JWT_ROLES_CLAIM,
          Settings.JWT_COOKIE,
          Settings.JWT_QUERY_PARAMETER,
          Settings.ORIGINS,
          Settings.CONNECTIONS,
          Settings.CONNECTIONS_PER_ADDRESS,
          Settings.CONNECTIONS_PER_ENDPOINT,
          Settings.CONNECTIONS_PER_TENANT,
          Settings.CONNECTIONS_PER_PRINCIPAL,
          Settings.HANDSHAKES_PER_SECOND,
          SecuritySettings.JWT_REQUIRED_CLAIMS,
          SecuritySettings.ON_RELOAD);

  private final long version;
  private final FairleadConfig config;
  private final AuthMode mode;
  private final OriginPolicy origins;
  private final PlaceLimits limits;
  private final @Nullable JwtAuthenticator jwt;
  private int users = 1; // the one is that it is in force

  private SecurityPolicy(
      long version, FairleadConfig config, OriginPolicy origins, @Nullable JwtAuthenticator jwt) {
    this.version = version;
    this.config = config;
    this.mode = config.get(Settings.AUTH_MODE);
    this.origins = origins;
    this.limits = PlaceLimits.of(config);
    this.jwt = jwt;
  }

  /**
   * The policy of a configuration.
   *
   * @throws ConfigException if a setting does not fit
   */
  static SecurityPolicy of(
      FairleadConfig config, long version, Clock clock, ExecutorService executor) {
    OriginPolicy origins = OriginPolicy.of(config);
    return new SecurityPolicy(
        version,
        config,
        origins,
        config.get(Settings.AUTH_MODE) == AuthMode.JWT
            ? JwtAuthenticator.from(config, clock, executor)
            : null);
  }

  /** Its number. */
  public long version() {
    return version;
  }

  /** What it was made of. */
  public FairleadConfig config() {
    return config;
  }

  /** Whether a page may connect. */
  public boolean permitsOrigin(List<String> lines, @Nullable String host, boolean secure) {
    return origins.permits(lines, host, secure);
  }

  OriginPolicy origins() {
    return origins;
  }

  PlaceLimits limits() {
    return limits;
  }

  /** The built-in authenticator where it is on. */
  @Nullable JwtAuthenticator jwt() {
    return jwt;
  }

  boolean everybody() {
    return mode == AuthMode.NONE;
  }

  /** Begins to use it; false where its keys have been let go. */
  synchronized boolean enter() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  /** Ends a use, or being in force. */
  void leave() {
    boolean last;
    synchronized (this) {
      last = --users == 0;
    }
    if (last && jwt != null) {
      jwt.close();
    }
  }

  /**
   * Why an open connection would not be let in now, leaving aside limits and times. May block, to
   * fetch keys.
   */
  public Optional<String> objection(SecurityContext client, NetworkContext network) {
    String host = network instanceof ClientNetwork known ? known.host().orElse(null) : null;
    List<String> origin = client.origin().map(List::of).orElse(List.of());
    if (!origins.permits(origin, host, network.secure())) {
      return Optional.of("its origin may not connect any more");
    }
    if (everybody()) {
      return Optional.empty();
    }
    if (client.identity().isAnonymous()) {
      return Optional.of("it is anonymous");
    }
    if (!(client instanceof ClearedClient cleared) || cleared.proof() == null) {
      return Optional.empty(); // a plugin vouches for it
    }
    return jwt == null
        ? Optional.of("tokens are not accepted any more")
        : jwt.objection(cleared.identity(), cleared.proof());
  }

  @Override
  public String toString() {
    return "security policy " + version;
  }
}
