package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.contract.client.JdkClient;
import io.fairlead.contract.client.Tokens;
import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.LoadedClasses;
import io.fairlead.contract.server.Server;
import io.fairlead.contract.server.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Deployed again and again, an application leaves nothing behind: one class loader holds its
 * classes, as seen from outside the server. Before each undeployment somebody is connected.
 */
class RedeployIT {

  private static final int REDEPLOYMENTS = 10;
  private static final Duration RELEASE = Duration.ofSeconds(90);

  /** The initializer loads it, and the connection uses it. */
  private static final String APPLICATION = "io.fairlead.contract.app.Echo";

  /** The framework is part of the application: its loader must go too. */
  private static final String FRAMEWORK = "io.fairlead.core.hosting.FairleadConfigurator";

  @Test
  @Tag("tomcat")
  void tomcatLetsGo() throws Exception {
    letsGo("tomcat");
  }

  @Test
  @Tag("wildfly")
  void wildFlyLetsGo() throws Exception {
    letsGo("wildfly");
  }

  @Test
  @Tag("openliberty")
  void openLibertyLetsGo() throws Exception {
    letsGo("openliberty");
  }

  private static void letsGo(String name) throws Exception {
    Deployment deployment =
        new Deployment(
            Path.of(System.getProperty("contract.war")),
            Map.of("fairlead.auth.jwt.secret", Tokens.SECRET),
            Path.of(System.getProperty("contract.work"), "redeploy", name));
    try (Server server = Servers.start(name, deployment)) {
      for (int i = 0; i < REDEPLOYMENTS; i++) {
        JdkClient open = echo(server);
        server.undeploy();
        assertThat(open.closeCode()).isNotZero();
        server.deploy();
      }
      echo(server).close();
      for (String loaded : new String[] {APPLICATION, FRAMEWORK}) {
        await("the loaders of " + loaded + " to go")
            .atMost(RELEASE)
            .pollInterval(Duration.ofSeconds(2))
            .untilAsserted(
                () -> assertThat(LoadedClasses.count(server.process(), loaded)).isEqualTo(1));
      }
    }
  }

  private static JdkClient echo(Server server) throws InterruptedException {
    JdkClient client = JdkClient.connect(server.base(), "/echo", Tokens.of("alice"));
    client.send("hello");
    assertThat(client.next()).isEqualTo("hello");
    return client;
  }
}
