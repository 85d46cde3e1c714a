package io.fairlead.samples.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTablesTest {

  private final String text = MarkdownTables.of(Recorded.results());

  @Test
  void figuresAreMediansAndRatiosAreToTyrus() {
    assertThat(text)
        .contains(
            "### Echo of 128 B, 1 in flight, 64 connections\n\n"
                + "| | server CPU, µs a message | to Tyrus | messages/s | p50, µs | p99, µs | target |\n")
        .contains("| Tyrus on Grizzly | 40.0 | 1.00 | 12,346 | 100 | 2,000 |  |\n")
        .contains("| Gin + gorilla (Go) | 15.2 | 0.38 | 12,346 | 100 | 2,000 |  |\n");
  }

  @Test
  void targetsSayMetOrWhatWasReachedInstead() {
    assertThat(text)
        .contains(
            "| **Fairlead, callbacks on threads** | 20.0 | 0.50 | 12,346 | 100 | 2,000 | ≤ 0.80 × Tyrus on Grizzly: met |\n")
        .contains("| **Fairlead, @NonBlocking** | 19.0 | 0.48 |")
        .contains("≤ 0.45 × Tyrus on Grizzly: **not met** (0.48)")
        .contains("≤ 1.25 × Gin + gorilla (Go): met")
        .contains("≤ Jetty: not measured");
  }

  @Test
  void memoryHasNoRatesAndAnAbsoluteTarget() {
    assertThat(text)
        .contains("| | RSS, KB a connection | to Tyrus | target |\n")
        .contains(
            "| **Fairlead, callbacks on threads** | 12.3 | 0.50 | ≤ 10.0 KB: **not met** (12.3); ≤ Tyrus on Grizzly: met;");
  }

  @Test
  void latenciesStandWithAndWithoutTheClientsThatNeverRead() {
    assertThat(text)
        .contains(
            "| | p50 alone, µs | p50 beside, µs | p99 alone, µs | p99 beside, µs | p99, to alone | server CPU alone, µs a delivery | beside | target |\n")
        .contains(
            "| **Fairlead, @NonBlocking** | 800 | 900 | 10,000 | 15,000 | 1.50 | 3.00 | 4.00 | ≤ 2.00 × the p99 alone: met |\n")
        .contains(
            "| 10,000 | 25,000 | 2.50 | 3.00 | 4.00 | ≤ 2.00 × the p99 alone: **not met** (2.50) |\n");
  }

  @Test
  void whatIsMissingAndWhereItWasMeasuredIsSaid() {
    assertThat(text)
        .contains("Left out of echo-1: Jetty: did not start\n")
        .contains("A \"Chip\" <2>, 2 processors; Linux 6; OpenJDK 17; every JVM with `-Xmx512m`.")
        .contains(
            "Medians of 3 rounds of 2.00 s after 1 to warm up;\nmemory: of 1 rounds with 10,000 connections.")
        .contains("Versions: Fairlead 1; Tyrus 2; Gin 3.");
  }
}
