package io.fairlead.contract.suite;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("wildfly")
@DisplayName("wildfly")
class WildFlyIT extends ContractOn {
  WildFlyIT() {
    super("wildfly");
  }
}
