package io.fairlead.samples.benchmarks.servers;

import jakarta.websocket.server.ServerContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.websocket.server.Constants;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat with its WebSocket, as it comes, but with room for all connections of the benchmarks. */
public final class TomcatMain {

  private TomcatMain() {}

  public static void main(String[] args) throws Exception {
    Path base = Files.createTempDirectory("tomcat");
    base.toFile().deleteOnExit();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    Connector connector = new Connector();
    connector.setPort(Integer.parseInt(args[0]));
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxConnections", "20000"); // 8,192 unless told otherwise
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", base.toString());
    int messageSize = Integer.parseInt(args[1]);
    if (messageSize > 0) {
      // whole messages must fit the buffer of each connection, which has 8,192 characters
      context.addParameter(
          Constants.TEXT_BUFFER_SIZE_SERVLET_CONTEXT_INIT_PARAM, String.valueOf(messageSize));
    }
    context.addServletContainerInitializer(new WsSci(), Set.of());
    context.addServletContainerInitializer(
        (classes, servlet) -> servlet.addListener(new Endpoints()), Set.of());
    Tomcat.addServlet(context, "default", new jakarta.servlet.http.HttpServlet() {});
    context.addServletMappingDecoded("/", "default");
    tomcat.start();
    Serving.ready(ServerInfo.getServerInfo().replace("Apache Tomcat/", "Tomcat "));
  }

  private static final class Endpoints implements jakarta.servlet.ServletContextListener {
    @Override
    public void contextInitialized(jakarta.servlet.ServletContextEvent event) {
      ServerContainer container =
          (ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName());
      try {
        container.addEndpoint(EchoEndpoint.class);
        container.addEndpoint(TomcatFanoutEndpoint.class);
      } catch (jakarta.websocket.DeploymentException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
