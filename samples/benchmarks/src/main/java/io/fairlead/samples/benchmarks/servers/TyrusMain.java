package io.fairlead.samples.benchmarks.servers;

import java.util.Map;
import java.util.ServiceLoader;
import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer;
import org.glassfish.tyrus.core.TyrusSession;
import org.glassfish.tyrus.server.Server;
import org.glassfish.tyrus.spi.ServerContainerFactory;

/** Stock Tyrus on Grizzly. Fairlead's container would win the look-up, so it must not be there. */
public final class TyrusMain {

  private TyrusMain() {}

  public static void main(String[] args) throws Exception {
    for (ServerContainerFactory factory : ServiceLoader.load(ServerContainerFactory.class)) {
      if (factory.getClass() != GrizzlyServerContainer.class) {
        throw new IllegalStateException("not stock: " + factory.getClass().getName());
      }
    }
    new Server(
            "127.0.0.1",
            Integer.parseInt(args[0]),
            "/",
            Map.of(),
            EchoEndpoint.class,
            FanoutEndpoint.class)
        .start();
    Serving.ready("Tyrus " + Serving.version(TyrusSession.class));
  }
}
