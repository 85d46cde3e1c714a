package io.fairlead.contract.suite;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("payara")
@DisplayName("payara")
class PayaraMicroIT extends ContractOn {
  PayaraMicroIT() {
    super("payara");
  }
}
