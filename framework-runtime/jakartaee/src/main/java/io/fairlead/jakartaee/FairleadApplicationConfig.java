package io.fairlead.jakartaee;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Takes the annotated classes that the runtime hosts out of the server's hands. Every server finds
 * it in the jar; it has no state, because servers make one or two of it, at different times.
 *
 * <p>An application with a {@link ServerApplicationConfig} of its own calls {@link #unhosted} in
 * it: what two of them return is deployed together.
 */
@FrameworkOwned
public final class FairleadApplicationConfig implements ServerApplicationConfig {

  /** For the server. */
  public FairleadApplicationConfig() {}

  @Override
  public Set<ServerEndpointConfig> getEndpointConfigs(
      Set<Class<? extends Endpoint>> endpointClasses) {
    return Set.of(); // ours are added later, by the listener: only that works everywhere
  }

  @Override
  public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> scanned) {
    return unhosted(scanned);
  }

  /**
   * What is left of some annotated classes for the server to deploy.
   *
   * @param scanned as the server found them
   */
  public static Set<Class<?>> unhosted(Set<Class<?>> scanned) {
    FairleadConfig config;
    try {
      config = WarConfig.load();
    } catch (ConfigException e) {
      return Set.of(); // the listener stops the deployment and says why
    }
    Set<Class<?>> rest = new LinkedHashSet<>(scanned);
    rest.removeIf(type -> HostedClasses.hosts(type, config));
    return rest;
  }
}
