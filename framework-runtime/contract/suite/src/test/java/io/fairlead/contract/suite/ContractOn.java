package io.fairlead.contract.suite;

import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.Server;
import io.fairlead.contract.server.Servers;

/** The contract on a server of the list: the tag of the class names it. */
abstract class ContractOn extends ServerContract {

  private final String name;

  ContractOn(String name) {
    this.name = name;
  }

  @Override
  protected final Server start(Deployment deployment) throws Exception {
    return Servers.start(name, deployment);
  }
}
