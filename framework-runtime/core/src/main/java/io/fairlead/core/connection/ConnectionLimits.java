package io.fairlead.core.connection;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.connection.PoolUsage;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.ClientBlock;
import io.fairlead.core.admission.PlaceLimits;
import io.fairlead.core.admission.Places;
import io.fairlead.core.admission.Problem;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.connection.HeldPlace.State;
import io.fairlead.core.connection.HeldPlace.User;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The limits of connections, in total, by endpoint, client address, user and tenant, and of
 * handshakes a second by client address. Handshakes under way hold places as connections do, so
 * that no burst passes a limit. Safe for any thread; one short lock keeps all counts exact.
 */
public final class ConnectionLimits implements Places {

  private static final Logger LOG = LogManager.getLogger(ConnectionLimits.class);
  private static final int SOONEST_SECONDS = 5;
  private static final int LATEST_SECONDS = 15;

  /** Paths at which nothing is hosted, all together; no template can be this. */
  private static final String OTHER = "";

  /** Users without the claim, all together. */
  private static final String NO_TENANT = "";

  private final PlaceLimits configured;
  private PlaceLimits latest;
  private final long lapseNanos;
  private final LongSupplier nanoTime;
  private final HandshakeRate rate;
  private final Tally<String> addresses;
  private final Tally<User> users;
  private final Tally<String> endpoints;
  private final Tally<String> tenants;
  private final String tenantClaim;
  private volatile UnaryOperator<String> endpointOf = path -> OTHER;
  private final Set<HeldPlace> unattended = new HashSet<>();
  private int total;

  /** The limits as configured. */
  public ConnectionLimits(FairleadConfig config) {
    this(config, System::nanoTime);
  }

  ConnectionLimits(FairleadConfig config, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.configured = PlaceLimits.of(config);
    this.latest = configured;
    this.addresses = new Tally<>();
    this.users = new Tally<>();
    this.endpoints = new Tally<>();
    this.tenants = new Tally<>();
    this.tenantClaim = config.get(Settings.TENANT_CLAIM).strip();
    this.rate = new HandshakeRate(configured.handshakesPerSecond(), nanoTime);
    this.lapseNanos =
        config
            .get(Settings.ADMISSION_TIMEOUT)
            .plus(config.get(Settings.HANDSHAKE_TIMEOUT))
            .toNanos();
  }

  /**
   * Sets how endpoints are found.
   *
   * @param finder gives the endpoint's template for a raw path; empty where there is none
   */
  public void endpoints(UnaryOperator<String> finder) {
    endpointOf = finder;
  }

  @Override
  public Answer reserve(NetworkContext network) {
    return reserve(network, "/");
  }

  @Override
  public Answer reserve(NetworkContext network, String rawPath) {
    return reserve(network, rawPath, configured);
  }

  @Override
  public Answer reserve(NetworkContext network, String rawPath, PlaceLimits limits) {
    String address = ClientBlock.of(network.clientAddress());
    long delay = rate.delay(address, limits.handshakesPerSecond());
    if (delay > 0) {
      return new Answer.Full(
          refused(429, "Too many handshakes come from this address.", seconds(delay)));
    }
    String endpoint = endpointOf.apply(rawPath);
    synchronized (this) {
      latest = limits;
      if (total >= limits.connections()) {
        return new Answer.Full(refused(503, "The server has no room for more clients.", later()));
      }
      if (addresses.full(address, limits.perAddress())) {
        return new Answer.Full(
            refused(429, "Too many connections come from this address.", later()));
      }
      if (endpoints.full(endpoint, limits.perEndpoint())) {
        return new Answer.Full(
            refused(503, "This endpoint has no room for more clients.", later()));
      }
      total++;
      addresses.add(address);
      endpoints.add(endpoint);
      HeldPlace place =
          new HeldPlace(this, address, endpoint, limits, nanoTime.getAsLong() + lapseNanos);
      unattended.add(place);
      return new Answer.Taken(place);
    }
  }

  private static long seconds(long nanos) {
    return (nanos + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1);
  }

  /** Nobody knows when a connection ends; but those that are refused shall not come all at once. */
  private static long later() {
    return ThreadLocalRandom.current().nextLong(SOONEST_SECONDS, LATEST_SECONDS + 1);
  }

  private static Refused refused(int status, String detail, long seconds) {
    return Problem.refused(status, detail, Map.of("Retry-After", String.valueOf(seconds)));
  }

  /** A user's tenant; null where tenants are not counted. */
  @Nullable String tenant(Identity identity) {
    if (tenantClaim.isEmpty()) {
      return null;
    }
    Object claim = identity.claims().get(tenantClaim);
    return claim == null ? NO_TENANT : String.valueOf(claim);
  }

  synchronized Optional<Refused> identify(HeldPlace place, User user, @Nullable String tenant) {
    if (users.full(user, place.limits.perPrincipal())) {
      return Optional.of(refused(429, "This user has too many connections.", later()));
    }
    if (tenant != null && tenants.full(tenant, place.limits.perTenant())) {
      return Optional.of(refused(429, "This tenant has too many connections.", later()));
    }
    place.user = user;
    place.tenant = tenant;
    if (place.state == State.PENDING) {
      users.add(user);
      if (tenant != null) {
        tenants.add(tenant);
      }
    }
    return Optional.empty();
  }

  synchronized void attend(HeldPlace place) {
    unattended.remove(place);
  }

  synchronized boolean take(HeldPlace place) {
    unattended.remove(place);
    if (place.state == State.LAPSED && roomAgain(place)) {
      total++;
      addresses.add(place.address);
      endpoints.add(place.endpoint);
      if (place.user != null) {
        users.add(place.user);
      }
      if (place.tenant != null) {
        tenants.add(place.tenant);
      }
    } else if (place.state != State.PENDING) {
      return false;
    }
    place.state = State.TAKEN;
    return true;
  }

  private boolean roomAgain(HeldPlace place) {
    return total < place.limits.connections()
        && !addresses.full(place.address, place.limits.perAddress())
        && !endpoints.full(place.endpoint, place.limits.perEndpoint())
        && (place.user == null || !users.full(place.user, place.limits.perPrincipal()))
        && (place.tenant == null || !tenants.full(place.tenant, place.limits.perTenant()));
  }

  synchronized void abandon(HeldPlace place) {
    if (place.state == State.PENDING) {
      giveBack(place, State.LAPSED);
    }
  }

  synchronized void release(HeldPlace place) {
    if (place.state == State.PENDING || place.state == State.TAKEN) {
      giveBack(place, State.ENDED);
    }
    place.state = State.ENDED;
  }

  private void giveBack(HeldPlace place, State state) {
    place.state = state;
    unattended.remove(place);
    total--;
    addresses.remove(place.address);
    endpoints.remove(place.endpoint);
    if (place.user != null) {
      users.remove(place.user);
    }
    if (place.tenant != null) {
      tenants.remove(place.tenant);
    }
  }

  /** Gives back the places whose handshake came to nothing without anybody telling so. */
  public synchronized void sweep() {
    if (unattended.isEmpty()) {
      return;
    }
    long now = nanoTime.getAsLong();
    List<HeldPlace> overdue =
        unattended.stream().filter(place -> now - place.deadline > 0).toList();
    overdue.forEach(place -> giveBack(place, State.LAPSED));
    if (!overdue.isEmpty()) {
      LOG.debug("{} handshakes came to nothing; their places are free again", overdue.size());
    }
  }

  /** How many places are held, by connections and by handshakes. */
  public synchronized int held() {
    return total;
  }

  /** How full they are, by name; see {@code ConnectionRegistry.usage()}. */
  public synchronized Map<String, PoolUsage> usage() {
    Map<String, PoolUsage> all = new HashMap<>();
    all.put("connections", new PoolUsage(total, latest.connections()));
    all.put("address", addresses.usage(latest.perAddress()));
    all.put("principal", users.usage(latest.perPrincipal()));
    all.put("endpoint", endpoints.usage(latest.perEndpoint()));
    if (!tenantClaim.isEmpty()) {
      all.put("tenant", tenants.usage(latest.perTenant()));
    }
    return all;
  }

  /** How many of them an address holds; see {@link ClientBlock}. */
  synchronized int held(String address) {
    return addresses.count(address);
  }

  /** Whether nothing is held and nothing remembered. */
  synchronized boolean isEmpty() {
    return total == 0
        && addresses.isEmpty()
        && endpoints.isEmpty()
        && users.isEmpty()
        && tenants.isEmpty()
        && unattended.isEmpty();
  }
}
