package io.fairlead.samples.benchmarks.report;

import io.fairlead.samples.benchmarks.Case;
import io.fairlead.samples.benchmarks.Machine;
import io.fairlead.samples.benchmarks.Results;
import io.fairlead.samples.benchmarks.Results.Effort;
import io.fairlead.samples.benchmarks.Results.LeftOut;
import io.fairlead.samples.benchmarks.Results.Measured;
import io.fairlead.samples.benchmarks.Results.Outcome;
import io.fairlead.samples.benchmarks.Sample;
import io.fairlead.samples.benchmarks.Subject;
import java.util.List;

/** Results as a run could have brought them. */
public final class Recorded {

  private Recorded() {}

  public static Results results() {
    Outcome echo =
        new Outcome(
            Case.ECHO_1,
            List.of(
                timed(Subject.FAIRLEAD_NON_BLOCKING, "Fairlead 1", 18, 20, 19),
                timed(Subject.FAIRLEAD, "Fairlead 1", 20, 20, 20),
                timed(Subject.TYRUS, "Tyrus 2", 40, 38, 60),
                timed(Subject.GIN, "Gin 3", 15.2, 15.2, 15.2)));
    Outcome idle =
        new Outcome(
            Case.IDLE,
            List.of(
                timed(Subject.FAIRLEAD, "Fairlead 1", 12.25),
                timed(Subject.TYRUS, "Tyrus 2", 24.5)));
    Outcome slow =
        new Outcome(
            Case.SLOW,
            List.of(
                beside(Subject.FAIRLEAD_NON_BLOCKING, "Fairlead 1", 10_000, 15_000),
                beside(Subject.FAIRLEAD, "Fairlead 1", 10_000, 25_000)));
    return new Results(
        new Machine("A \"Chip\" <2>", 2, "Linux 6", "OpenJDK 17", 17),
        new Effort(3, 1, 2, 1, 10_000),
        "-Xmx512m",
        List.of(echo, idle, slow),
        List.of(new LeftOut(Case.ECHO_1, Subject.JETTY, "did not\nstart")));
  }

  private static Measured beside(Subject subject, String version, double alone, double p99) {
    Sample sample = new Sample(4, 50_000, 900, p99, 2, Sample.of(3, 50_000, 800, alone, 2));
    return new Measured(subject, version, List.of(sample));
  }

  private static Measured timed(Subject subject, String version, double... costs) {
    List<Sample> samples =
        java.util.Arrays.stream(costs)
            .mapToObj(cost -> Sample.of(cost, 12345.6, 100.4, 2000, 5))
            .toList();
    return new Measured(subject, version, samples);
  }
}
