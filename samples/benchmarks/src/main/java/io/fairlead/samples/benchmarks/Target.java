package io.fairlead.samples.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * What one of our subjects is to reach in a case.
 *
 * @param ours whose target it is
 * @param peer beside whom; null for an absolute figure
 * @param atMost the largest ratio to the peer's figure, or the largest figure
 */
public record Target(Subject ours, @Nullable Subject peer, double atMost) {

  static Target ratio(Subject ours, double atMost, Subject peer) {
    return new Target(ours, peer, atMost);
  }

  static Target absolute(Subject ours, double atMost) {
    return new Target(ours, null, atMost);
  }
}
