package io.fairlead.core.admission;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;

/**
 * How many places there are.
 *
 * @param connections in total
 * @param perAddress for one client address
 * @param perEndpoint for one endpoint
 * @param perPrincipal for one user
 * @param perTenant for all users of one tenant
 * @param handshakesPerSecond for one client address; 0 for any number
 */
public record PlaceLimits(
    int connections,
    int perAddress,
    int perEndpoint,
    int perPrincipal,
    int perTenant,
    int handshakesPerSecond) {

  /** Those of a configuration. */
  public static PlaceLimits of(FairleadConfig config) {
    return new PlaceLimits(
        config.get(Settings.CONNECTIONS),
        config.get(Settings.CONNECTIONS_PER_ADDRESS),
        config.get(Settings.CONNECTIONS_PER_ENDPOINT),
        config.get(Settings.CONNECTIONS_PER_PRINCIPAL),
        config.get(Settings.CONNECTIONS_PER_TENANT),
        config.get(Settings.HANDSHAKES_PER_SECOND));
  }
}
