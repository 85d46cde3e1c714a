package io.fairlead.contract.suite;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("tomcat")
@DisplayName("tomcat")
class TomcatIT extends ContractOn {
  TomcatIT() {
    super("tomcat");
  }
}
