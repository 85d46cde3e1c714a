package io.fairlead.contract.suite;

import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.Server;
import io.fairlead.contract.server.Servers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** The contract on TomEE. */
@Tag("tomee")
@DisplayName("tomee")
class TomEeIT extends ServerContract {

  @Override
  protected Server start(Deployment deployment) throws Exception {
    return Servers.start("tomee", deployment);
  }
}
