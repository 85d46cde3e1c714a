package io.fairlead.contract.suite;

import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.Server;
import io.fairlead.contract.server.StandaloneServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** The contract on the standalone runtime. */
@Tag("standalone")
@DisplayName("standalone")
class StandaloneIT extends ServerContract {

  @Override
  protected Server start(Deployment deployment) throws Exception {
    return StandaloneServer.start(deployment);
  }
}
