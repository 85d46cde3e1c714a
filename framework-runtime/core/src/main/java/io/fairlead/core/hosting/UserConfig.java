package io.fairlead.core.hosting;

import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;

/**
 * The configuration as the user wrote it on the class: what methods and coders are given.
 *
 * @param model the class
 * @param getConfigurator the one on the annotation, or ours
 * @param getUserProperties of this connection
 */
record UserConfig(
    EndpointModel model,
    ServerEndpointConfig.Configurator getConfigurator,
    Map<String, Object> getUserProperties)
    implements ServerEndpointConfig {

  @Override
  public Class<?> getEndpointClass() {
    return model.type();
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
    return model.encoderClasses();
  }

  @Override
  public List<Class<? extends Decoder>> getDecoders() {
    return model.decoderClasses();
  }
}
