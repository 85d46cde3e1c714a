package io.fairlead.contract.suite;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("openliberty")
@DisplayName("openliberty")
class OpenLibertyIT extends ContractOn {
  OpenLibertyIT() {
    super("openliberty");
  }
}
