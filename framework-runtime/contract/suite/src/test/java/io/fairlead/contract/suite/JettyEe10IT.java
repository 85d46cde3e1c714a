package io.fairlead.contract.suite;

import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.Server;
import io.fairlead.contract.server.Servers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** The contract on Jetty with the environment ee10 and Weld. */
@Tag("jetty-ee10")
@DisplayName("jetty-ee10")
class JettyEe10IT extends ServerContract {

  @Override
  protected Server start(Deployment deployment) throws Exception {
    return Servers.start("jetty-ee10", deployment);
  }
}
