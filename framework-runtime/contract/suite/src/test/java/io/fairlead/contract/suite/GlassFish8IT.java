package io.fairlead.contract.suite;

import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.Server;
import io.fairlead.contract.server.Servers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** The contract on GlassFish 8. */
@Tag("glassfish8")
@DisplayName("glassfish8")
class GlassFish8IT extends ServerContract {

  @Override
  protected Server start(Deployment deployment) throws Exception {
    return Servers.start("glassfish8", deployment);
  }
}
