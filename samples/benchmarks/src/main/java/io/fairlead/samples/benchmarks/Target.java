package io.fairlead.samples.benchmarks;

import io.fairlead.samples.benchmarks.Results.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one of our subjects is to reach in a case.
 *
 * @param kind which figure
 * @param ours whose target it is
 * @param peer beside whom; null where the figure is our own
 * @param atMost the largest ratio, or the largest figure
 */
public record Target(Kind kind, Subject ours, @Nullable Subject peer, double atMost) {

  /** Which figure is to be reached. */
  public enum Kind {
    /** The cost as a ratio to that of the peer. */
    COST_TO_PEER,
    /** The cost itself. */
    COST,
    /** The 99th percentile beside clients that never read, as a ratio to that without them. */
    P99_TO_ALONE
  }

  static Target ratio(Subject ours, double atMost, Subject peer) {
    return new Target(Kind.COST_TO_PEER, ours, peer, atMost);
  }

  static Target absolute(Subject ours, double atMost) {
    return new Target(Kind.COST, ours, null, atMost);
  }

  static Target p99ToAlone(Subject ours, double atMost) {
    return new Target(Kind.P99_TO_ALONE, ours, null, atMost);
  }

  /** What was reached, where it was measured. */
  public Optional<Double> reached(Outcome outcome) {
    return switch (kind) {
      case COST -> outcome.of(ours).map(measured -> measured.median().cost());
      case COST_TO_PEER -> peer == null ? Optional.empty() : outcome.ratio(ours, peer);
      case P99_TO_ALONE -> outcome.of(ours).flatMap(measured -> p99ToAlone(measured.median()));
    };
  }

  /** The 99th percentile beside clients that never read, by that without them. */
  public static Optional<Double> p99ToAlone(Sample sample) {
    return Optional.ofNullable(sample.alone()).map(alone -> sample.p99() / alone.p99());
  }
}
