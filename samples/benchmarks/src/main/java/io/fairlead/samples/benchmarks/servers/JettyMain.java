package io.fairlead.samples.benchmarks.servers;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty with its Jakarta WebSocket, as it comes. */
public final class JettyMain {

  private JettyMain() {}

  public static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(args[0]));
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    server.setHandler(context);
    JakartaWebSocketServletContainerInitializer.configure(
        context,
        (servlet, container) -> {
          container.setDefaultMaxSessionIdleTimeout(0); // idle connections are to stay
          container.addEndpoint(EchoEndpoint.class);
          container.addEndpoint(FanoutEndpoint.class);
        });
    server.start();
    Serving.ready("Jetty " + Server.getVersion());
  }
}
