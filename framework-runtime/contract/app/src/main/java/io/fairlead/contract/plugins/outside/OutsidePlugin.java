package io.fairlead.contract.plugins.outside;

import io.fairlead.contract.plugins.noting.NotingPlugin;

/** The plugin in a directory outside of the WAR. */
public final class OutsidePlugin extends NotingPlugin {

  /** For the runtime. */
  public OutsidePlugin() {
    super("outside", 20);
  }
}
