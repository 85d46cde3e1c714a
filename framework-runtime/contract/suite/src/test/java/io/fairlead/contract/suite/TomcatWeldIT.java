package io.fairlead.contract.suite;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("tomcat-weld")
@DisplayName("tomcat-weld")
class TomcatWeldIT extends ContractOn {
  TomcatWeldIT() {
    super("tomcat-weld");
  }
}
