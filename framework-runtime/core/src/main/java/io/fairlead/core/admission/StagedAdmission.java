package io.fairlead.core.admission;

import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.jwt.JwtAuthenticator;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
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
  private final @Nullable JwtAuthenticator jwt;
  private final boolean everybody;
  private final long timeoutNanos;
  private final AdmissionWorkers workers;
  private final NetworkStage networkStage;
  private final SecurityStage securityStage;
  private final SessionStage sessionStage;
  private final Semaphore room = new Semaphore(MAX_PENDING);

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
    this.contributions = contributions;
    Settings.AuthMode mode = config.get(Settings.AUTH_MODE);
    OriginPolicy origins = OriginPolicy.of(config);
    networkStage = new NetworkStage(TrustedProxies.of(config), clock);
    timeoutNanos = config.get(Settings.ADMISSION_TIMEOUT).toNanos();
    everybody = mode == Settings.AuthMode.NONE;
    workers = new AdmissionWorkers(config.get(Settings.SERVER_WORKERS));
    jwt =
        mode == Settings.AuthMode.JWT
            ? JwtAuthenticator.from(config, clock, workers.executor())
            : null;
    securityStage =
        new SecurityStage(origins, places, everybody ? null : authenticators(), workers.executor());
    sessionStage = new SessionStage(contributions, workers);
    if (everybody) {
      warnOfOpenDoor();
    }
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
  private Supplier<List<Contributed<Authenticator>>> authenticators() {
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
    AdmissionRun run =
        new AdmissionRun(request, networkStage, securityStage, sessionStage, timeoutNanos);
    if (!run.examine() || !run.enter()) {
      return run.result();
    }
    if (!room.tryAcquire()) {
      run.refuse(busy());
      return run.result();
    }
    var unused = run.result().whenComplete((result, fault) -> room.release());
    if (mayBlock()) {
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

  private boolean mayBlock() {
    return (jwt != null && jwt.mayBlock())
        || !contributions.all(MetadataContributor.class).isEmpty()
        || (!everybody && !contributions.all(Authenticator.class).isEmpty());
  }

  /** Stops its threads; handshakes under way are refused with 503. */
  @Override
  public void close() {
    workers.close();
    if (jwt != null) {
      jwt.close();
    }
  }
}
