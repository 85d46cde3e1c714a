package io.fairlead.standalone.hosting;

import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Map;
import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.ServerContainer;

/** Tyrus as it comes, on Grizzly, named explicitly: a container factory of ours is not asked. */
final class StockTyrus implements Carrier {

  private final ServerContainer container;

  private StockTyrus(ServerContainer container) {
    this.container = container;
  }

  static StockTyrus start(Class<?>... endpoints) throws Exception {
    ServerContainer container = new GrizzlyServerContainer().createContainer(Map.of());
    for (Class<?> endpoint : endpoints) {
      container.addEndpoint(endpoint);
    }
    return started(container);
  }

  static StockTyrus start(ServerEndpointConfig... endpoints) throws Exception {
    ServerContainer container = new GrizzlyServerContainer().createContainer(Map.of());
    for (ServerEndpointConfig endpoint : endpoints) {
      container.addEndpoint(endpoint);
    }
    return started(container);
  }

  private static StockTyrus started(ServerContainer container) throws Exception {
    container.start("/", 0);
    String name = container.getClass().getName();
    if (!name.startsWith("org.glassfish.tyrus.container.grizzly.server.")) {
      throw new AssertionError("this is no stock container: " + name);
    }
    return new StockTyrus(container);
  }

  ServerContainer container() {
    return container;
  }

  @Override
  public int port() {
    return ((TyrusServerContainer) container).getPort();
  }

  @Override
  public void close() {
    container.stop();
  }
}
