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
import java.util.Objects;
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
    StringBuilder text = new StringBuilder("### " + what.title() + "\n\n").append(head(what));
    for (Measured each : outcome.measured()) {
      Subject subject = each.subject();
      text.append("| ")
          .append(subject.ours() ? "**" + subject.title() + "**" : subject.title())
          .append(" | ")
          .append(what.latency() ? latencies(each.median()) : costs(outcome, each))
          .append(targets(outcome, subject))
          .append(" |\n");
    }
    return text.toString();
  }

  private static String head(Case what) {
    if (what.memory()) {
      return "| | RSS, KB a connection | to Tyrus | target |\n| --- | ---: | ---: | --- |\n";
    }
    return (what.latency()
            ? "| | p50 alone, µs | p50 beside, µs | p99 alone, µs | p99 beside, µs | p99, to alone | server CPU alone, µs a %s | beside | target |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n"
            : "| | server CPU, µs a %1$s | to Tyrus | %2$s/s | p50, µs | p99, µs | target |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |\n")
        .formatted(what.per(), what.plural());
  }

  private static String costs(Outcome outcome, Measured measured) {
    Sample median = measured.median();
    String ratio =
        outcome.ratio(measured.subject(), Subject.TYRUS).map(MarkdownTables::ratio).orElse("–");
    String cost = "%s | %s | ".formatted(figure(median.cost()), ratio);
    return outcome.what().memory()
        ? cost
        : cost
            + "%s | %s | %s | "
                .formatted(grouped(median.rate()), grouped(median.p50()), grouped(median.p99()));
  }

  private static String latencies(Sample beside) {
    Sample alone = Objects.requireNonNull(beside.alone());
    return "%s | %s | %s | %s | %s | %s | %s | "
        .formatted(
            grouped(alone.p50()),
            grouped(beside.p50()),
            grouped(alone.p99()),
            grouped(beside.p99()),
            Target.p99ToAlone(beside).map(MarkdownTables::ratio).orElse("–"),
            figure(alone.cost()),
            figure(beside.cost()));
  }

  private static String targets(Outcome outcome, Subject subject) {
    return outcome.what().targets().stream()
        .filter(target -> target.ours() == subject)
        .map(target -> target(outcome, target))
        .collect(Collectors.joining("; "));
  }

  private static String target(Outcome outcome, Target target) {
    Subject peer = target.peer();
    boolean absolute = target.kind() == Target.Kind.COST;
    Optional<Double> figure = target.reached(outcome);
    String wanted =
        absolute
            ? "≤ %s %s".formatted(figure(target.atMost()), outcome.what().unit())
            : target.atMost() == 1 && peer != null
                ? "≤ " + peer.title()
                : "≤ %s × %s"
                    .formatted(
                        ratio(target.atMost()), peer == null ? "the p99 alone" : peer.title());
    return wanted
        + ": "
        + figure
            .map(
                is ->
                    is <= target.atMost()
                        ? "met"
                        : "**not met** (" + (absolute ? figure(is) : ratio(is)) + ")")
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
