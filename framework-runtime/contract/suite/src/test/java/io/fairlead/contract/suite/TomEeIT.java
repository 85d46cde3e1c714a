package io.fairlead.contract.suite;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("tomee")
@DisplayName("tomee")
class TomEeIT extends ContractOn {
  TomEeIT() {
    super("tomee");
  }
}
