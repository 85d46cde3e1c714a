package io.fairlead.samples.benchmarks;

import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one slice, or the medians of all slices, showed.
 *
 * @param cost server CPU per message in microseconds, or memory per connection in KB
 * @param rate messages a second; 0 where nothing is timed
 * @param p50 the median latency in microseconds
 * @param p99 the latency that one message in a hundred exceeds, in microseconds
 * @param load what the load itself cost, CPU microseconds per message
 * @param alone the same without the clients that never read; null where there are none
 */
public record Sample(
    double cost, double rate, double p50, double p99, double load, @Nullable Sample alone) {

  /** One of a case in which all clients read. */
  public static Sample of(double cost, double rate, double p50, double p99, double load) {
    return new Sample(cost, rate, p50, p99, load, null);
  }

  /** The median of each figure for itself. */
  public static Sample median(List<Sample> samples) {
    List<Sample> alone = samples.stream().map(Sample::alone).filter(Objects::nonNull).toList();
    return new Sample(
        median(samples, Sample::cost),
        median(samples, Sample::rate),
        median(samples, Sample::p50),
        median(samples, Sample::p99),
        median(samples, Sample::load),
        alone.isEmpty() ? null : median(alone));
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
