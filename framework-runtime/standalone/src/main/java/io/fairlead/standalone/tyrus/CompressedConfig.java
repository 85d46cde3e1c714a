package io.fairlead.standalone.tyrus;

import io.fairlead.standalone.deflate.Agreement;
import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.glassfish.tyrus.core.TyrusExtension;
import org.glassfish.tyrus.core.TyrusServerEndpointConfig;

/**
 * An endpoint's configuration, with compression among its extensions: that is where the engine
 * takes from what it tells the Configurator is installed. It only negotiates; the frames that the
 * engine sees are plain.
 *
 * @param deployed the endpoint's own
 */
record CompressedConfig(ServerEndpointConfig deployed) implements TyrusServerEndpointConfig {

  /** What is installed. */
  static final Extension EXTENSION = new TyrusExtension(Agreement.NAME);

  @Override
  public List<Extension> getExtensions() {
    List<Extension> extensions = new ArrayList<>(deployed.getExtensions());
    extensions.removeIf(each -> each.getName().equals(Agreement.NAME)); // one codec is enough
    extensions.add(EXTENSION);
    return extensions;
  }

  @Override
  public int getMaxSessions() {
    return deployed instanceof TyrusServerEndpointConfig tyrus ? tyrus.getMaxSessions() : 0;
  }

  @Override
  public Class<?> getEndpointClass() {
    return deployed.getEndpointClass();
  }

  @Override
  public String getPath() {
    return deployed.getPath();
  }

  @Override
  public List<String> getSubprotocols() {
    return deployed.getSubprotocols();
  }

  @Override
  public Configurator getConfigurator() {
    return deployed.getConfigurator();
  }

  @Override
  public List<Class<? extends Encoder>> getEncoders() {
    return deployed.getEncoders();
  }

  @Override
  public List<Class<? extends Decoder>> getDecoders() {
    return deployed.getDecoders();
  }

  @Override
  public Map<String, Object> getUserProperties() {
    return deployed.getUserProperties();
  }
}
