package io.fairlead.contract.suite;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("jetty-ee11")
@DisplayName("jetty-ee11")
class JettyEe11IT extends ContractOn {
  JettyEe11IT() {
    super("jetty-ee11");
  }
}
