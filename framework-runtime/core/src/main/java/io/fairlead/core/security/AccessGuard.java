package io.fairlead.core.security;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.Revocations;
import io.fairlead.core.admission.RevocationList;
import io.fairlead.core.admission.SecurityPolicy;
import io.fairlead.core.admission.StagedAdmission;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.SecuritySettings;
import io.fairlead.core.config.SecuritySettings.OnReload;
import io.fairlead.core.config.Settings;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.connection.Guard;
import io.fairlead.core.heartbeat.Heartbeats;
import jakarta.websocket.CloseReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose right to be open ends: by time, by revocation, by another policy. What
 * changes is put in force before the connections are gone through, and each connection is looked at
 * once more when it begins to open, so that none slips through in between. What waits for a client
 * is not sent to it any more. Safe for any thread.
 */
public final class AccessGuard implements Guard, Revocations {

  private static final Logger LOG = LogManager.getLogger(AccessGuard.class);

  private final DefaultConnectionRegistry connections;
  private final StagedAdmission admission;
  private final RevocationList revoked;
  private final Heartbeats heartbeats;
  private final Clock clock;
  private final Duration warning;
  private volatile long recheckedUpTo; // the last policy that somebody asked to look again by

  /** A guard of the connections of one runtime. */
  public AccessGuard(
      FairleadConfig config,
      DefaultConnectionRegistry connections,
      StagedAdmission admission,
      RevocationList revoked,
      Heartbeats heartbeats,
      Clock clock) {
    this.connections = connections;
    this.admission = admission;
    this.revoked = revoked;
    this.heartbeats = heartbeats;
    this.clock = clock;
    this.warning = config.get(SecuritySettings.EXPIRY_WARNING);
  }

  @Override
  public @Nullable CloseReason begins(DefaultConnection connection) {
    connection
        .security()
        .identity()
        .expiresAt()
        .ifPresent(end -> new Lease(connection, end(end), warning, clock, heartbeats).begin());
    if (revoked.refuses(connection.security().identity())) {
      return AccessCloses.REVOKED;
    }
    SecurityPolicy policy = admission.policy();
    boolean looks = rechecks(policy) || recheckedUpTo >= policy.version();
    try {
      return policy.version() > 1 && looks && objects(policy, connection)
          ? AccessCloses.NOT_PERMITTED
          : null;
    } catch (RuntimeException e) {
      LOG.error("{} cannot be judged by {}, so it is closed", connection, policy, e);
      return AccessCloses.NOT_PERMITTED;
    }
  }

  /** Nobody is warned of an end before the open was told. */
  @Override
  public void opened(DefaultConnection connection) {
    connection.unwrap(Lease.class).ifPresent(Lease::look);
  }

  /**
   * Whoever is let in after the end, for clocks differ, has the time that the clocks may differ.
   */
  Instant end(Instant expiresAt) {
    return clock.instant().isBefore(expiresAt)
        ? expiresAt
        : expiresAt.plus(admission.policy().config().get(Settings.JWT_CLOCK_SKEW));
  }

  static boolean rechecks(SecurityPolicy policy) {
    return policy.config().get(SecuritySettings.ON_RELOAD) == OnReload.RECHECK;
  }

  private static boolean objects(SecurityPolicy policy, DefaultConnection connection) {
    Optional<String> objection = policy.objection(connection.security(), connection.network());
    objection.ifPresent(why -> LOG.info("{} does not fit {}: {}", connection, policy, why));
    return objection.isPresent();
  }

  /** Judges all open connections by the policy in force. */
  int recheck() {
    SecurityPolicy policy = admission.policy();
    recheckedUpTo = policy.version(); // first: one that opens now looks at it
    return closeAll(each -> objects(policy, each), AccessCloses.NOT_PERMITTED);
  }

  @Override
  public int revokeToken(String tokenId, Instant until) {
    return revoke(
        () -> revoked.addToken(tokenId, until), each -> tokenId.equals(claim(each, "jti")));
  }

  @Override
  public int revokeSubject(String subject, Instant until) {
    long issuedUpTo = clock.instant().getEpochSecond();
    return revoke(
        () -> revoked.addSubject(subject, until),
        each -> {
          Identity identity = each.security().identity();
          return identity.getName().equals(subject)
              && !identity.isAnonymous()
              && !(claim(each, "iat") instanceof Number issued && issued.longValue() > issuedUpTo);
        });
  }

  /** What is open is closed even where no more can be remembered. */
  private int revoke(Runnable remember, Predicate<DefaultConnection> which) {
    IllegalStateException full = null;
    try {
      remember.run();
    } catch (IllegalStateException e) {
      full = e;
    }
    int closed = closeAll(which, AccessCloses.REVOKED);
    if (full != null) {
      throw full;
    }
    return closed;
  }

  private static @Nullable Object claim(DefaultConnection connection, String name) {
    return connection.security().identity().claims().get(name);
  }

  @Override
  public boolean revokeConnection(String connectionId) {
    return connections
        .find(connectionId)
        .flatMap(connection -> connection.unwrap(DefaultConnection.class))
        .map(
            connection -> {
              connection.cutOff(AccessCloses.REVOKED);
              return true;
            })
        .orElse(false);
  }

  /** One that is not watched yet is looked at when it is; one that closes loses what waits. */
  private int closeAll(Predicate<DefaultConnection> which, CloseReason reason) {
    int closed = 0;
    for (DefaultConnection each : connections.connections()) {
      if (each.watched() && fits(each, which) && each.cutOff(reason)) {
        closed++;
      }
    }
    return closed;
  }

  /** One that cannot be judged is closed, and the others are judged all the same. */
  private static boolean fits(DefaultConnection connection, Predicate<DefaultConnection> which) {
    try {
      return which.test(connection);
    } catch (RuntimeException e) {
      LOG.error("{} cannot be judged, so it is closed", connection, e);
      return true;
    }
  }
}
