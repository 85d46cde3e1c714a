package io.fairlead.jakartaee;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;

/** Classes as an application could have them. */
final class Samples {

  private Samples() {}

  @ServerEndpoint(value = "/hosted", configurator = FairleadConfigurator.class)
  public static class Hosted {}

  public static class OwnConfigurator extends FairleadConfigurator {}

  @ServerEndpoint(value = "/subclass", configurator = OwnConfigurator.class)
  public static class HostedBySubclass {}

  @ServerEndpoint("/plain")
  public static class Plain {}

  public static class OtherConfigurator extends ServerEndpointConfig.Configurator {}

  @ServerEndpoint(value = "/other", configurator = OtherConfigurator.class)
  public static class Other {}

  /** Names the annotation, and does not carry it. */
  public static class Unannotated {
    public String path(ServerEndpoint endpoint) {
      return endpoint.value();
    }
  }
}
