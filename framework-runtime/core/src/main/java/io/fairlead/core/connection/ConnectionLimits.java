package io.fairlead.core.connection;

import io.fairlead.api.admission.NetworkContext;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.LimitCheck;
import io.fairlead.core.admission.Problem;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.util.Map;
import java.util.Optional;

/**
 * The limits of open connections, in total and by client address. Handshakes that are under way are
 * not counted yet, so that a burst may pass the limit by as many.
 */
public final class ConnectionLimits implements LimitCheck {

  private static final Map<String, String> LATER = Map.of("Retry-After", "10");

  private final DefaultConnectionRegistry registry;
  private final int total;
  private final int perAddress;

  /** The limits as configured. */
  public ConnectionLimits(DefaultConnectionRegistry registry, FairleadConfig config) {
    this.registry = registry;
    this.total = config.get(Settings.CONNECTIONS);
    this.perAddress = config.get(Settings.CONNECTIONS_PER_ADDRESS);
  }

  @Override
  public Optional<Refused> check(NetworkContext network) {
    if (registry.size() >= total) {
      return Optional.of(Problem.refused(503, "The server has no room for more clients.", LATER));
    }
    boolean full =
        network.clientAddress().map(address -> registry.size(address) >= perAddress).orElse(false);
    return full
        ? Optional.of(Problem.refused(429, "Too many connections come from this address.", LATER))
        : Optional.empty();
  }
}
