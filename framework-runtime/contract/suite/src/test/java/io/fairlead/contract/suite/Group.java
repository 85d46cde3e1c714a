package io.fairlead.contract.suite;

import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;

/** The checks of one capability. */
@Timeout(120)
abstract class Group {

  private final Supplier<Site> site;

  Group(Supplier<Site> site) {
    this.site = site;
  }

  final Site site() {
    return site.get();
  }
}
