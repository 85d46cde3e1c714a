package io.fairlead.contract.server;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/** How a running server is given the WAR and made to let go of it. */
interface HotDeployment {

  /** Hands the WAR over; does not wait. */
  void deploy() throws IOException;

  /** Asks for the end; what is returned tells when the server shows that it has undeployed it. */
  BooleanSupplier undeploy() throws IOException;

  /** Whether the server itself regards it as deployed: some let it answer a moment before. */
  default boolean deployed() {
    return true;
  }

  /** Whether the server has left a sign that it could not deploy. */
  boolean failed();
}
