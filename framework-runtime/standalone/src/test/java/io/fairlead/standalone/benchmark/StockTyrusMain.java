package io.fairlead.standalone.benchmark;

import java.util.Map;
import org.glassfish.tyrus.server.Server;
import org.glassfish.tyrus.spi.ServerContainerFactory;

/** Stock Tyrus on Grizzly; must run without Fairlead's container factory on the class path. */
public final class StockTyrusMain {

  private StockTyrusMain() {}

  /** Serves on the port given. */
  public static void main(String[] args) throws Exception {
    for (ServerContainerFactory factory :
        java.util.ServiceLoader.load(ServerContainerFactory.class)) {
      if (!factory.getClass().getName().startsWith("org.glassfish.tyrus.container.grizzly")) {
        throw new IllegalStateException("not stock: " + factory.getClass());
      }
    }
    Server server =
        new Server("127.0.0.1", Integer.parseInt(args[0]), "/", Map.of(), EchoEndpoint.class);
    server.start();
    System.out.println("READY");
    Thread.currentThread().join();
  }
}
