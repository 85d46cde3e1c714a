package io.fairlead.core.connection;

import io.fairlead.api.admission.NetworkContext;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.ClientBlock;
import io.fairlead.core.admission.PlaceLimits;
import io.fairlead.core.admission.Places;
import io.fairlead.core.admission.Problem;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.connection.HeldPlace.State;
import io.fairlead.core.connection.HeldPlace.User;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The limits of connections, in total, by client address and by user, and of handshakes a second by
 * client address. Handshakes under way hold places as connections do, so that no burst passes a
 * limit. Safe for any thread; one short lock keeps all counts exact.
 */
public final class ConnectionLimits implements Places {

  private static final Logger LOG = LogManager.getLogger(ConnectionLimits.class);
  private static final int SOONEST_SECONDS = 5;
  private static final int LATEST_SECONDS = 15;

  private final PlaceLimits configured;
  private final long lapseNanos;
  private final LongSupplier nanoTime;
  private final HandshakeRate rate;
  private final Tally<String> addresses;
  private final Tally<User> users;
  private final Set<HeldPlace> unattended = new HashSet<>();
  private int total;

  /** The limits as configured. */
  public ConnectionLimits(FairleadConfig config) {
    this(config, System::nanoTime);
  }

  ConnectionLimits(FairleadConfig config, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.configured = PlaceLimits.of(config);
    this.addresses = new Tally<>();
    this.users = new Tally<>();
    this.rate = new HandshakeRate(configured.handshakesPerSecond(), nanoTime);
    this.lapseNanos =
        config
            .get(Settings.ADMISSION_TIMEOUT)
            .plus(config.get(Settings.HANDSHAKE_TIMEOUT))
            .toNanos();
  }

  @Override
  public Answer reserve(NetworkContext network) {
    return reserve(network, configured);
  }

  @Override
  public Answer reserve(NetworkContext network, PlaceLimits limits) {
    String address = ClientBlock.of(network.clientAddress());
    long delay = rate.delay(address, limits.handshakesPerSecond());
    if (delay > 0) {
      return new Answer.Full(
          refused(429, "Too many handshakes come from this address.", seconds(delay)));
    }
    synchronized (this) {
      if (total >= limits.connections()) {
        return new Answer.Full(refused(503, "The server has no room for more clients.", later()));
      }
      if (addresses.full(address, limits.perAddress())) {
        return new Answer.Full(
            refused(429, "Too many connections come from this address.", later()));
      }
      total++;
      addresses.add(address);
      HeldPlace place = new HeldPlace(this, address, limits, nanoTime.getAsLong() + lapseNanos);
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

  synchronized Optional<Refused> identify(HeldPlace place, User user) {
    if (users.full(user, place.limits.perPrincipal())) {
      return Optional.of(refused(429, "This user has too many connections.", later()));
    }
    place.user = user;
    if (place.state == State.PENDING) {
      users.add(user);
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
      if (place.user != null) {
        users.add(place.user);
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
        && (place.user == null || !users.full(place.user, place.limits.perPrincipal()));
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
    if (place.user != null) {
      users.remove(place.user);
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

  /** How many of them an address holds; see {@link ClientBlock}. */
  synchronized int held(String address) {
    return addresses.count(address);
  }

  /** Whether nothing is held and nothing remembered. */
  synchronized boolean isEmpty() {
    return total == 0 && addresses.isEmpty() && users.isEmpty() && unattended.isEmpty();
  }
}
