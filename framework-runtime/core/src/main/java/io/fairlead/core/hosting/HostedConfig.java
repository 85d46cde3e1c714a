package io.fairlead.core.hosting;

import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;

/**
 * What the server deploys: our endpoint on the user's path. Coders stay on our side.
 *
 * @param model the annotated class
 * @param getConfigurator ours
 * @param getUserProperties of the deployment
 */
record HostedConfig(
    EndpointModel model,
    FairleadConfigurator getConfigurator,
    Map<String, Object> getUserProperties)
    implements ServerEndpointConfig {

  @Override
  public Class<?> getEndpointClass() {
    return HostedEndpoint.class;
  }

  @Override
  public String getPath() {
    return model.path();
  }

  @Override
  public List<String> getSubprotocols() {
    return model.subprotocols();
  }

  @Override
  public List<Extension> getExtensions() {
    return List.of();
  }

  @Override
  public List<Class<? extends Encoder>> getEncoders() {
    return List.of();
  }

  @Override
  public List<Class<? extends Decoder>> getDecoders() {
    return List.of();
  }
}
