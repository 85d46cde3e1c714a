package io.fairlead.contract.suite;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("glassfish7")
@DisplayName("glassfish7")
class GlassFish7IT extends ContractOn {
  GlassFish7IT() {
    super("glassfish7");
  }
}
