package io.fairlead.core.hosting;

import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One hosted endpoint class: what its configurator and its connections share. */
final class Hosting {

  private final EndpointModel model;
  private final HostingServices services;
  private final UserConfigurator userConfigurator;
  private final ServerEndpointConfig.Configurator shownConfigurator;
  private final HandshakeGate gate;
  private final Set<HostedSession> sessions = ConcurrentHashMap.newKeySet();

  Hosting(
      EndpointModel model,
      HostingServices services,
      UserConfigurator userConfigurator,
      ServerEndpointConfig.Configurator shownConfigurator,
      HandshakeGate gate) {
    this.model = model;
    this.services = services;
    this.userConfigurator = userConfigurator;
    this.shownConfigurator = shownConfigurator;
    this.gate = gate;
  }

  EndpointModel model() {
    return model;
  }

  HostingServices services() {
    return services;
  }

  UserConfigurator userConfigurator() {
    return userConfigurator;
  }

  /** The configurator that methods of the endpoint see. */
  ServerEndpointConfig.Configurator shownConfigurator() {
    return shownConfigurator;
  }

  HandshakeGate gate() {
    return gate;
  }

  /** The sessions that have not ended. */
  Set<HostedSession> sessions() {
    return sessions;
  }

  /** Where instances of the endpoint come from. */
  InstanceSource endpointInstances() {
    return userConfigurator.instances(services.instances());
  }
}
