package io.fairlead.contract.suite;

import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.Server;
import io.fairlead.contract.server.Servers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** The contract on Payara Micro. */
@Tag("payara")
@DisplayName("payara")
class PayaraMicroIT extends ServerContract {

  @Override
  protected Server start(Deployment deployment) throws Exception {
    return Servers.start("payara", deployment);
  }
}
