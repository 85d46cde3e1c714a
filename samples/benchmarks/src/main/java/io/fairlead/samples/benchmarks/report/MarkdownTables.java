package io.fairlead.samples.benchmarks.report;

import io.fairlead.samples.benchmarks.Case;
import io.fairlead.samples.benchmarks.Results;
import io.fairlead.samples.benchmarks.Results.LeftOut;
import io.fairlead.samples.benchmarks.Results.Measured;
import io.fairlead.samples.benchmarks.Results.Outcome;
import io.fairlead.samples.benchmarks.Sample;
import io.fairlead.samples.benchmarks.Subject;
import io.fairlead.samples.benchmarks.Target;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One table a case: medians, ratios, and for our own subjects what was to be reached. */
final class MarkdownTables {

  private MarkdownTables() {}

  static String of(Results results) {
    StringBuilder text = new StringBuilder();
    for (Outcome outcome : results.cases()) {
      text.append(table(outcome)).append('\n');
    }
    for (LeftOut out : results.leftOut()) {
      text.append("Left out of ")
          .append(out.what().key())
          .append(": ")
          .append(out.subject().title())
          .append(": ")
          .append(out.reason().replaceAll("\\s+", " "))
          .append('\n');
    }
    return text.append(measuredOn(results)).toString();
  }

  /** Machine, effort and versions. */
  static String measuredOn(Results results) {
    Results.Effort effort = results.effort();
    String versions =
        results.cases().stream()
            .flatMap(outcome -> outcome.measured().stream())
            .map(Measured::version)
            .distinct()
            .collect(Collectors.joining("; "));
    return """
        Measured on: %s; every JVM with `%s`. Medians of %d rounds of %s s after %d to warm up;
        memory: of %d rounds with %s connections.
        Versions: %s.
        """
        .formatted(
            results.machine().line(),
            results.flags(),
            effort.rounds(),
            figure(effort.seconds()),
            effort.warmUps(),
            effort.idleRounds(),
            grouped(effort.idleConnections()),
            versions);
  }

  static String table(Outcome outcome) {
    Case what = outcome.what();
    StringBuilder text = new StringBuilder("### " + what.title() + "\n\n");
    text.append(
        what.memory()
            ? "| | RSS, KB a connection | to Tyrus | target |\n| --- | ---: | ---: | --- |\n"
            : "| | server CPU, µs a %1$s | to Tyrus | %2$s/s | p50, µs | p99, µs | target |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |\n"
                .formatted(what.per(), what.plural()));
    for (Measured each : outcome.measured()) {
      Sample median = each.median();
      text.append("| ")
          .append(
              each.subject().ours() ? "**" + each.subject().title() + "**" : each.subject().title())
          .append(" | ")
          .append(figure(median.cost()))
          .append(" | ")
          .append(
              outcome.ratio(each.subject(), Subject.TYRUS).map(MarkdownTables::ratio).orElse("–"))
          .append(" | ");
      if (!what.memory()) {
        text.append(
            "%s | %s | %s | "
                .formatted(grouped(median.rate()), grouped(median.p50()), grouped(median.p99())));
      }
      text.append(targets(outcome, each.subject())).append(" |\n");
    }
    return text.toString();
  }

  private static String targets(Outcome outcome, Subject subject) {
    return outcome.what().targets().stream()
        .filter(target -> target.ours() == subject)
        .map(target -> target(outcome, target))
        .collect(Collectors.joining("; "));
  }

  private static String target(Outcome outcome, Target target) {
    Subject peer = target.peer();
    Optional<Double> figure =
        peer == null
            ? outcome.of(target.ours()).map(measured -> measured.median().cost())
            : outcome.ratio(target.ours(), peer);
    String wanted =
        peer == null
            ? "≤ %s %s".formatted(figure(target.atMost()), outcome.what().unit())
            : target.atMost() == 1
                ? "≤ " + peer.title()
                : "≤ %s × %s".formatted(ratio(target.atMost()), peer.title());
    return wanted
        + ": "
        + figure
            .map(
                is ->
                    is <= target.atMost()
                        ? "met"
                        : "**not met** (" + (peer == null ? figure(is) : ratio(is)) + ")")
            .orElse("not measured");
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Three digits. */
  static String figure(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }

  private static String grouped(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}
