package io.fairlead.samples.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class JmhTest {

  /** Not to measure, but to see that each still runs. */
  @Test
  void eachBenchmarkRuns() throws Exception {
    Options once =
        new OptionsBuilder()
            .include(".*")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(5))
            .shouldFailOnError(true)
            .shouldDoGC(false)
            .verbosity(VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(once).run();
    assertThat(results)
        .extracting(result -> result.getPrimaryResult().getLabel())
        .contains("unmask", "ascii", "mixed", "decode", "encode", "encodeBatch", "pass")
        .contains("offer", "throughTheQueue", "publish");
    assertThat(results)
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
  }
}
