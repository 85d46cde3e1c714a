package io.fairlead.samples.benchmarks;

import java.util.List;
import java.util.Optional;

/**
 * All that a run brought.
 *
 * @param machine where
 * @param effort how long and how often
 * @param flags of every JVM
 * @param cases what was measured
 * @param leftOut what was not, and why
 */
public record Results(
    Machine machine, Effort effort, String flags, List<Outcome> cases, List<LeftOut> leftOut) {

  /**
   * How much was measured.
   *
   * @param rounds that count
   * @param warmUps rounds before that do not
   * @param seconds of each slice
   * @param idleRounds of the memory case
   * @param idleConnections in the memory case
   */
  public record Effort(
      int rounds, int warmUps, double seconds, int idleRounds, int idleConnections) {}

  /** A subject that took no part in a case. */
  public record LeftOut(Case what, Subject subject, String reason) {}

  /** What a subject needed: its slices, in order. */
  public record Measured(Subject subject, String version, List<Sample> samples) {
    /** The median slice, each figure for itself. */
    public Sample median() {
      return Sample.median(samples);
    }
  }

  /** A case's figures. */
  public record Outcome(Case what, List<Measured> measured) {
    /** The figures of one subject. */
    public Optional<Measured> of(Subject subject) {
      return measured.stream().filter(each -> each.subject() == subject).findFirst();
    }

    /** Its cost as a ratio to that of another subject, where both were measured. */
    public Optional<Double> ratio(Subject subject, Subject to) {
      return of(subject).flatMap(a -> of(to).map(b -> a.median().cost() / b.median().cost()));
    }
  }
}
