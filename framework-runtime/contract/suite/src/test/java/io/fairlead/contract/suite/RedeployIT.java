package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.contract.client.JdkClient;
import io.fairlead.contract.client.Tokens;
import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.JvmThreads;
import io.fairlead.contract.server.LoadedClasses;
import io.fairlead.contract.server.Server;
import io.fairlead.contract.server.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Deployed again and again, an application leaves nothing behind: no thread, and no class loader
 * but the one in use, as seen from outside the server. Some servers keep one more of any
 * application, however often it is deployed. Before each undeployment somebody is connected.
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
    letsGo("tomcat", 1);
  }

  @Test
  @Tag("wildfly")
  void wildFlyLetsGo() throws Exception {
    // An idle worker keeps its last request on its stack, and with that the request's application.
    letsGo("wildfly", 2);
  }

  @Test
  @Tag("openliberty")
  void openLibertyLetsGo() throws Exception {
    // A logger keeps the class that asked for it first, and lives while a later deployment uses it;
    // one that only a later deployment asks for keeps that one.
    letsGo("openliberty", 3);
  }

  private static void letsGo(String name, int loaders) throws Exception {
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
        assertThat(JvmThreads.ofFairlead(server.process())).as("threads left behind").isEmpty();
        server.deploy();
      }
      echo(server).close();
      for (String loaded : new String[] {APPLICATION, FRAMEWORK}) {
        await("the loaders of " + loaded + " to go")
            .atMost(RELEASE)
            .pollInterval(Duration.ofSeconds(2))
            .untilAsserted(
                () ->
                    assertThat(LoadedClasses.count(server.process(), loaded))
                        .isBetween(1L, (long) loaders));
      }
      assertThat(server.log()).content().doesNotContain("memory leak"); // Tomcat looks for them
    }
  }

  private static JdkClient echo(Server server) throws InterruptedException {
    JdkClient client = JdkClient.connect(server.base(), "/echo", Tokens.of("alice"));
    client.send("hello");
    assertThat(client.next()).isEqualTo("hello");
    return client;
  }
}
