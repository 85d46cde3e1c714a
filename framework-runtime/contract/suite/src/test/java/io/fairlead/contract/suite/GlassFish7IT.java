package io.fairlead.contract.suite;

import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.Server;
import io.fairlead.contract.server.Servers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** The contract on GlassFish 7. */
@Tag("glassfish7")
@DisplayName("glassfish7")
class GlassFish7IT extends ServerContract {

  @Override
  protected Server start(Deployment deployment) throws Exception {
    return Servers.start("glassfish7", deployment);
  }
}
