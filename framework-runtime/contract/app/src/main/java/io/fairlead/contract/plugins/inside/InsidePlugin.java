package io.fairlead.contract.plugins.inside;

import io.fairlead.contract.plugins.noting.NotingPlugin;

/** The plugin in the WAR. */
public final class InsidePlugin extends NotingPlugin {

  /** For the runtime. */
  public InsidePlugin() {
    super("inside", 10);
  }
}
