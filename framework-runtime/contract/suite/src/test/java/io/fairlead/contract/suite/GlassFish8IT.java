package io.fairlead.contract.suite;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("glassfish8")
@DisplayName("glassfish8")
class GlassFish8IT extends ContractOn {
  GlassFish8IT() {
    super("glassfish8");
  }
}
