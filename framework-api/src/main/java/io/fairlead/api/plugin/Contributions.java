package io.fairlead.api.plugin;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.Registration;

/** Where contributions are added. Safe for any thread. */
@FrameworkOwned
public interface Contributions {

  /**
   * Adds a contribution. One object that implements several kinds is added once for each.
   *
   * @param point the kind, for example {@code InboundHandler.class}
   * @param order lower ones come first; among equals the plugin's id decides, then the order of the
   *     calls
   * @return takes it out again; the plugin's end does so by itself
   * @throws IllegalArgumentException if {@code point} is not one of the kinds of {@link
   *     Contribution}
   * @throws IllegalStateException if the plugin has stopped
   */
  <T extends Contribution> Registration add(Class<T> point, T contribution, int order);

  /** Adds a contribution at order 0. */
  default <T extends Contribution> Registration add(Class<T> point, T contribution) {
    return add(point, contribution, 0);
  }
}
