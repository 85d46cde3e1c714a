package io.fairlead.contract.suite;

import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.Server;
import io.fairlead.contract.server.Servers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** The contract on Jetty with the environment ee11 and Weld. */
@Tag("jetty-ee11")
@DisplayName("jetty-ee11")
class JettyEe11IT extends ServerContract {

  @Override
  protected Server start(Deployment deployment) throws Exception {
    return Servers.start("jetty-ee11", deployment);
  }
}
