package io.fairlead.core.admission;

import io.fairlead.api.admission.NetworkContext;
import io.fairlead.core.admission.AdmissionResult.Refused;

/**
 * Gives handshakes their places among the connections. Asked for many handshakes at once, after the
 * origin and before anybody is asked who the client is; must not block. What it throws refuses the
 * client with status 500.
 */
@FunctionalInterface
public interface Places {

  /** There is always room. */
  Places UNLIMITED = network -> new Answer.Taken(Place.FREE);

  /** Takes a place for a handshake from this network. */
  Answer reserve(NetworkContext network);

  /**
   * Takes a place for a handshake for this path.
   *
   * @param rawPath see {@link UpgradeRequest#rawPath}
   */
  default Answer reserve(NetworkContext network, String rawPath) {
    return reserve(network);
  }

  /** The same by the limits of the policy that judges the handshake, where they count here. */
  default Answer reserve(NetworkContext network, String rawPath, PlaceLimits limits) {
    return reserve(network, rawPath);
  }

  /** These places by the limits of one policy. */
  default Places under(PlaceLimits limits) {
    Places all = this;
    return new Places() {
      @Override
      public Answer reserve(NetworkContext network) {
        return reserve(network, "/");
      }

      @Override
      public Answer reserve(NetworkContext network, String rawPath) {
        return all.reserve(network, rawPath, limits);
      }
    };
  }

  /** What comes of it. */
  sealed interface Answer {

    /** There was room; the place is counted from now on. */
    record Taken(Place place) implements Answer {}

    /**
     * There was none.
     *
     * @param refused best made by {@link Problem#refused} with a {@code Retry-After} header
     */
    record Full(Refused refused) implements Answer {}
  }
}
