package io.fairlead.standalone.hostile;

import org.junit.jupiter.api.Tag;

/** The attacks in full; {@code mvn verify -Phostile}. */
@Tag("hostile")
class HostileIT extends Attacks {
  HostileIT() {
    super(Scale.FULL);
  }
}
