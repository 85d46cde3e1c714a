package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Handshake;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The built-in authenticator: accepts a good token, rejects any other, and abstains where there is
 * none. Safe for any thread. Blocks only to fetch a key set.
 */
public final class JwtAuthenticator implements Authenticator, AutoCloseable {

  /** Its name. */
  public static final String NAME = "jwt";

  /** Its place among the authenticators. */
  public static final int ORDER = 1000;

  private static final Logger LOG = LogManager.getLogger(JwtAuthenticator.class);
  private static final int MAX_REMEMBERED = 10_000;
  private static final String CHALLENGE = "Bearer realm=\"fairlead\", error=\"%s\"";

  private final BearerTokens tokens;
  private final VerificationKeys keys;
  private final TokenVerifier verifier;
  private final int invalidStatus;

  private JwtAuthenticator(
      BearerTokens tokens, VerificationKeys keys, TokenVerifier verifier, int invalidStatus) {
    this.tokens = tokens;
    this.keys = keys;
    this.verifier = verifier;
    this.invalidStatus = invalidStatus;
  }

  /**
   * The authenticator as configured.
   *
   * @param executor fetches key sets, and goes on with tokens that waited for one
   * @throws ConfigException if no key is configured, or more than one source of keys, or one that
   *     does not fit the algorithms
   */
  public static JwtAuthenticator from(
      FairleadConfig config, Clock clock, ExecutorService executor) {
    Set<JWSAlgorithm> allowed = Algorithms.allowed(config);
    int invalidStatus = config.get(Settings.AUTH_INVALID_TOKEN_STATUS);
    ClaimRules rules = new ClaimRules(config, clock);
    VerificationKeys keys = KeyConfig.load(config, allowed, clock, executor);
    Duration memory = keys.mayBlock() ? config.get(Settings.JWT_JWKS_CACHE) : Duration.ofDays(365);
    VerifiedTokenCache cache = new VerifiedTokenCache(MAX_REMEMBERED, memory, clock);
    return new JwtAuthenticator(
        new BearerTokens(config),
        keys,
        new TokenVerifier(allowed, keys, rules, cache),
        invalidStatus);
  }

  /** Whether {@link #authenticate} may block. */
  public boolean mayBlock() {
    return keys.mayBlock();
  }

  /**
   * Fetches the keys where they have to be. May block.
   *
   * @throws ConfigException if they are out of reach
   */
  public void load() {
    try {
      keys.load();
    } catch (KeysUnavailableException e) {
      throw new ConfigException(
          Settings.JWT_JWKS.key()
              + ": the key set is out of reach ("
              + e.getMessage()
              + "); try again when it is there");
    }
  }

  @Override
  public CompletionStage<Decision> authenticate(Handshake handshake) {
    return judge(handshake).thenApply(Judged::decision);
  }

  /** The same, with the proof. */
  public CompletionStage<Judged> judge(Handshake handshake) {
    List<String> found = tokens.find(handshake);
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(new Judged(Decision.abstain(), null));
    }
    if (found.size() > 1) {
      return CompletableFuture.completedFuture(
          new Judged(
              new Decision.Rejected(
                  400,
                  "The request brings different tokens; send one.",
                  Map.of("WWW-Authenticate", CHALLENGE.formatted("invalid_request"))),
              null));
    }
    return judge(found.get(0));
  }

  /** What is said of a token. */
  public CompletionStage<Judged> judge(String token) {
    return verifier
        .verify(token)
        .handle(
            (good, fault) -> new Judged(decision(good, fault), good == null ? null : good.proof()));
  }

  /**
   * Why somebody with a token that was good once would not be let in now, leaving times aside.
   * Empty as well where the keys are out of reach: an outage must end no connection.
   */
  public Optional<String> objection(Identity identity, TokenProof proof) {
    try {
      return verifier.objection(identity, proof);
    } catch (KeysUnavailableException e) {
      LOG.warn("An open connection is not looked at again: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private Decision decision(@Nullable VerifiedToken token, @Nullable Throwable fault) {
    if (token != null) {
      return Decision.accept(token.identity());
    }
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    if (cause instanceof InvalidTokenException invalid) {
      LOG.debug("Token refused: {}", invalid.getMessage());
      return invalid(String.valueOf(invalid.getMessage()));
    }
    if (cause instanceof KeysUnavailableException || cause instanceof RejectedExecutionException) {
      LOG.debug("No key for a token: {}", cause.getMessage());
      return new Decision.Rejected(
          503,
          "The keys that check tokens are out of reach; try again shortly.",
          Map.of("Retry-After", "2"));
    }
    // not its message: what fails in reading a token may repeat parts of it
    LOG.error(
        "Checking a token failed with {} at {}",
        cause == null ? "nothing" : cause.getClass().getName(),
        cause == null ? "" : Arrays.stream(cause.getStackTrace()).findFirst().orElse(null));
    return Decision.reject(500, "The token could not be checked.");
  }

  private Decision invalid(String detail) {
    return new Decision.Rejected(
        invalidStatus,
        detail,
        invalidStatus == 401
            ? Map.of(
                "WWW-Authenticate",
                CHALLENGE.formatted("invalid_token") + ", error_description=\"" + detail + "\"")
            : Map.of());
  }

  /** Lets go of the key set. */
  @Override
  public void close() {
    keys.close();
  }
}
