package io.fairlead.standalone.tyrus;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;

/** Makes of an annotated class the endpoint that the runtime hosts in its place. */
@FunctionalInterface
public interface Hosting {

  /**
   * Deploys a class.
   *
   * @throws DeploymentException if the class is illegal; names the method
   */
  ServerEndpointConfig deploy(Class<?> annotated) throws DeploymentException;
}
