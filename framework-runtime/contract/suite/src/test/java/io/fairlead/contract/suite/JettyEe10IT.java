package io.fairlead.contract.suite;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("jetty-ee10")
@DisplayName("jetty-ee10")
class JettyEe10IT extends ContractOn {
  JettyEe10IT() {
    super("jetty-ee10");
  }
}
