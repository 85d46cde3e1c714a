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
 * @param hosting the path and what is behind it
 * @param getConfigurator ours
 * @param getUserProperties of the deployment
 */
record HostedConfig(
    Hosting hosting, FairleadConfigurator getConfigurator, Map<String, Object> getUserProperties)
    implements ServerEndpointConfig {

  @Override
  public Class<?> getEndpointClass() {
    return HostedEndpoint.class;
  }

  @Override
  public String getPath() {
    return hosting.path();
  }

  @Override
  public List<String> getSubprotocols() {
    EndpointModel model = hosting.newest().model();
    return model == null ? List.of() : model.subprotocols();
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
