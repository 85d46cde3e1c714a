package io.fairlead.core.admission;

import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.jwt.Judged;
import io.fairlead.core.admission.jwt.JwtAuthenticator;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Admission in three timed stages: network, security, session. Safe for any thread.
 *
 * <p>The cheap checks, origin and limits, are made at once on the caller's thread, so that a flood
 * never waits for anything. An admission holds its client's place; see {@link Place}.
 *
 * <p>Where no contribution is registered that may block, and no key set must be fetched, all of it
 * runs on the caller's thread; else on threads of its own, so that the deadline ({@code
 * fairlead.admission.timeout}) also holds against an authenticator that blocks: it is interrupted,
 * and the client gets 503. The returned stage may complete on any thread; a dependent action must
 * not block.
 */
public final class StagedAdmission implements Admission, AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(StagedAdmission.class);
  private static final int MAX_PENDING = 10_000;

  private final ContributionRegistry contributions;
  private final Clock clock;
  private final Places places;
  private final RevocationList revocations;
  private final long timeoutNanos;
  private final AdmissionWorkers workers;
  private final NetworkStage networkStage;
  private final SessionStage sessionStage;
  private volatile InForce inForce;
  private final Semaphore room = new Semaphore(MAX_PENDING);
  private final Object swap = new Object();

  /** A policy, and the stage that judges by it and nothing else. */
  private record InForce(SecurityPolicy policy, SecurityStage stage) {}

  /**
   * Admission without connection limits.
   *
   * @throws ConfigException if a setting of admission does not fit
   */
  public StagedAdmission(FairleadConfig config, ContributionRegistry contributions, Clock clock) {
    this(config, contributions, clock, Places.UNLIMITED);
  }

  /**
   * Admission with connection limits.
   *
   * @throws ConfigException if a setting of admission does not fit
   */
  public StagedAdmission(
      FairleadConfig config, ContributionRegistry contributions, Clock clock, Places places) {
    this(config, contributions, clock, places, new RevocationList(config, clock));
  }

  /**
   * Admission with connection limits and revocations.
   *
   * @throws ConfigException if a setting of admission does not fit
   */
  public StagedAdmission(
      FairleadConfig config,
      ContributionRegistry contributions,
      Clock clock,
      Places places,
      RevocationList revocations) {
    this.contributions = contributions;
    this.clock = clock;
    this.places = places;
    this.revocations = revocations;
    networkStage = new NetworkStage(TrustedProxies.of(config), clock);
    timeoutNanos = config.get(Settings.ADMISSION_TIMEOUT).toNanos();
    workers = new AdmissionWorkers(config.get(Settings.SERVER_WORKERS));
    sessionStage = new SessionStage(contributions, workers);
    inForce = judging(SecurityPolicy.of(config, 1, clock, workers.executor()));
  }

  private InForce judging(SecurityPolicy policy) {
    revocations.skew(policy.config().get(Settings.JWT_CLOCK_SKEW));
    if (policy.everybody()) {
      warnOfOpenDoor();
    }
    return new InForce(
        policy,
        new SecurityStage(
            policy.origins(),
            places.under(policy.limits()),
            policy.everybody() ? null : authenticators(policy.jwt()),
            contributions::shut,
            workers.executor(),
            revocations));
  }

  /** The policy that new handshakes are judged by. */
  public SecurityPolicy policy() {
    return inForce.policy();
  }

  /**
   * Puts another policy in force. Handshakes under way are judged by the one they began with. May
   * block, to fetch a key set.
   *
   * @return the new policy
   * @throws ConfigException if a setting does not fit, or the key set is out of reach; the policy
   *     before stays in force
   */
  public synchronized SecurityPolicy replace(FairleadConfig config) {
    SecurityPolicy before = inForce.policy();
    SecurityPolicy next =
        SecurityPolicy.of(config, before.version() + 1, clock, workers.executor());
    JwtAuthenticator jwt = next.jwt();
    if (jwt != null) {
      try {
        jwt.load();
      } catch (RuntimeException e) {
        jwt.close();
        throw e;
      }
    }
    InForce made = judging(next);
    synchronized (swap) { // nothing that the one before found good is installed from now on
      inForce = made;
    }
    before.leave();
    return next;
  }

  /**
   * What a policy says of a token.
   *
   * @param version the policy's
   */
  public record Judgement(long version, CompletionStage<Judged> answer) {}

  /**
   * Does something short that a policy has allowed, unless that is out of force by now. No other
   * comes into force meanwhile.
   *
   * @return whether it was done
   */
  public boolean whileInForce(long version, Runnable task) {
    synchronized (swap) {
      if (inForce.policy().version() != version) {
        return false;
      }
      task.run();
      return true;
    }
  }

  /** Whether {@link #judge} may block, to fetch keys. */
  public boolean judgingMayBlock() {
    JwtAuthenticator jwt = inForce.policy().jwt();
    return jwt != null && jwt.mayBlock();
  }

  /**
   * What the policy in force says of a token that comes outside a handshake; empty where the
   * built-in authenticator is off.
   */
  public Optional<Judgement> judge(String token) {
    SecurityPolicy policy = entered().policy();
    JwtAuthenticator jwt = policy.jwt();
    if (jwt == null) {
      policy.leave();
      return Optional.empty();
    }
    boolean asked = false;
    try {
      CompletionStage<Judged> answer =
          jwt.judge(token).whenComplete((judged, fault) -> policy.leave());
      asked = true;
      return Optional.of(new Judgement(policy.version(), answer));
    } finally {
      if (!asked) {
        policy.leave();
      }
    }
  }

  /** What is in force, in use until {@link SecurityPolicy#leave}. */
  private InForce entered() {
    InForce now = inForce;
    while (!now.policy().enter()) {
      now = inForce; // it was replaced in this very moment
    }
    return now;
  }

  private static void warnOfOpenDoor() {
    LOG.warn("******************************************************************************");
    LOG.warn("** AUTHENTICATION IS OFF: {}=none lets everybody in, anonymously.", modeKey());
    LOG.warn("** Never run this where others can reach it.");
    LOG.warn("******************************************************************************");
  }

  private static String modeKey() {
    return Settings.AUTH_MODE.key();
  }

  /** Plugins below order 1000, then the built-in one where it is on, then the other plugins. */
  private Supplier<List<Contributed<Authenticator>>> authenticators(
      @Nullable JwtAuthenticator jwt) {
    if (jwt == null) {
      return () -> contributions.all(Authenticator.class);
    }
    var builtIn =
        new Contributed<Authenticator>(JwtAuthenticator.NAME, jwt, JwtAuthenticator.ORDER);
    return () -> {
      List<Contributed<Authenticator>> plugins = contributions.all(Authenticator.class);
      return plugins.isEmpty()
          ? List.of(builtIn)
          : Stream.of(
                  plugins.stream().filter(each -> each.order() < builtIn.order()),
                  Stream.of(builtIn),
                  plugins.stream().filter(each -> each.order() >= builtIn.order()))
              .flatMap(each -> each)
              .toList();
    };
  }

  @Override
  public CompletionStage<AdmissionResult> admit(UpgradeRequest request) {
    InForce now = entered(); // one look: what follows is judged by this policy and no other
    AdmissionRun run =
        new AdmissionRun(request, networkStage, now.stage(), sessionStage, timeoutNanos);
    var unused = run.result().whenComplete((result, fault) -> now.policy().leave());
    if (!run.examine() || !run.enter()) {
      return run.result();
    }
    if (!room.tryAcquire()) {
      run.refuse(busy());
      return run.result();
    }
    var unusedToo = run.result().whenComplete((result, fault) -> room.release());
    if (mayBlock(now.policy())) {
      run.startOn(workers);
    } else {
      run.decide();
    }
    return run.result();
  }

  static Refused busy() {
    return Problem.refused(
        503, "Too many handshakes are waiting; try again shortly.", Map.of("Retry-After", "1"));
  }

  private boolean mayBlock(SecurityPolicy policy) {
    JwtAuthenticator jwt = policy.jwt();
    return (jwt != null && jwt.mayBlock())
        || !contributions.all(MetadataContributor.class).isEmpty()
        || (!policy.everybody() && !contributions.all(Authenticator.class).isEmpty());
  }

  /** Stops its threads; handshakes under way are refused with 503. */
  @Override
  public void close() {
    workers.close();
    JwtAuthenticator jwt = inForce.policy().jwt();
    if (jwt != null) {
      jwt.close();
    }
  }
}
