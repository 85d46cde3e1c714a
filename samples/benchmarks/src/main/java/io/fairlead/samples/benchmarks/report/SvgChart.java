package io.fairlead.samples.benchmarks.report;

import io.fairlead.samples.benchmarks.Case;
import io.fairlead.samples.benchmarks.Results;
import io.fairlead.samples.benchmarks.Results.Measured;
import io.fairlead.samples.benchmarks.Results.Outcome;
import io.fairlead.samples.benchmarks.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Bars for each case, the cheapest first, ours in colour; for light and dark pages. */
final class SvgChart {

  private static final int WIDTH = 920;
  private static final int MARGIN = 24;
  private static final int GAP = 32;
  private static final int COLUMN = (WIDTH - 2 * MARGIN - GAP) / 2;
  private static final int TOP = 76;
  private static final int HEAD = 34;
  private static final int ROW = 22;
  private static final int PANEL_GAP = 26;
  private static final int LABEL = 190;
  private static final int VALUE = 48;

  private static final String STYLE =
      """
      <style>
        .page { fill: #ffffff } text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2933 }
        .title { font-size: 18px; font-weight: 600 } .case { font-size: 14px; font-weight: 600 }
        .muted { fill: #5b6774 } .value { font-variant-numeric: tabular-nums } .ours { font-weight: 600 }
        .bar { fill: #b9c3cd } .bar.ours { fill: #0b7a75 } .rule { stroke: #dde3e8 }
        @media (prefers-color-scheme: dark) {
          .page { fill: #0d1117 } text { fill: #e6edf3 } .muted { fill: #9aa7b4 }
          .bar { fill: #4a5562 } .bar.ours { fill: #2fc4b2 } .rule { stroke: #2b333c }
        }
      </style>
      """;

  /** A bar. */
  private record Bar(String label, double value, boolean ours) {}

  private final StringBuilder svg = new StringBuilder();

  private SvgChart() {}

  static String of(Results results) {
    return new SvgChart().draw(results);
  }

  private String draw(Results results) {
    List<Outcome> cases =
        results.cases().stream().filter(outcome -> !outcome.measured().isEmpty()).toList();
    int[] bottoms = {TOP, TOP};
    StringBuilder panels = new StringBuilder();
    for (Outcome outcome : cases) {
      int column = bottoms[1] < bottoms[0] ? 1 : 0;
      int x = MARGIN + column * (COLUMN + GAP);
      panel(panels, outcome, x, bottoms[column]);
      bottoms[column] += HEAD + bars(outcome).size() * ROW + PANEL_GAP;
    }
    int height = Math.max(bottoms[0], bottoms[1]) + 10;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
            + " aria-labelledby=\"title desc\">",
        WIDTH, height);
    line("<title id=\"title\">Server CPU per message</title>");
    line("<desc id=\"desc\">%s</desc>", escape(description(cases)));
    svg.append(STYLE);
    line("<rect class=\"page\" width=\"%d\" height=\"%d\" rx=\"8\"/>", WIDTH, height);
    line("<text class=\"title\" x=\"%d\" y=\"38\">What a message costs the server</text>", MARGIN);
    line(
        "<text class=\"muted\" x=\"%d\" y=\"58\">Less is better. Fairlead whole, with admission,"
            + " plugin handler and queues; the others bare.</text>",
        MARGIN);
    svg.append(panels);
    line(
        "<text class=\"muted\" x=\"%d\" y=\"%d\">%s</text>",
        MARGIN, height - 12, escape(results.machine().line()));
    line("</svg>");
    return svg.toString();
  }

  private static void panel(StringBuilder to, Outcome outcome, int x, int y) {
    Case what = outcome.what();
    add(to, "<text class=\"case\" x=\"%d\" y=\"%d\">%s</text>", x, y + 14, escape(title(what)));
    add(
        to,
        "<text class=\"muted\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
        x + COLUMN,
        y + 14,
        figure(what));
    add(
        to,
        "<line class=\"rule\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
        x,
        y + 22,
        x + COLUMN,
        y + 22);
    List<Bar> bars = bars(outcome);
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(0);
    int row = y + HEAD;
    for (Bar each : bars) {
      row(to, each, most, x, row);
      row += ROW;
    }
  }

  private static String figure(Case what) {
    String cost = what.unit() + " a " + what.per();
    return what.latency() ? "p99, ms" : what.memory() ? cost : "CPU, " + cost;
  }

  private static List<Bar> bars(Outcome outcome) {
    if (outcome.what().latency()) {
      return outcome.measured().stream().flatMap(each -> withAndWithout(each).stream()).toList();
    }
    return outcome.measured().stream()
        .map(each -> new Bar(label(each), each.median().cost(), each.subject().ours()))
        .sorted(Comparator.comparingDouble(Bar::value))
        .toList();
  }

  private static List<Bar> withAndWithout(Measured measured) {
    Sample beside = measured.median();
    Sample alone = Objects.requireNonNull(beside.alone());
    boolean ours = measured.subject().ours();
    return List.of(
        new Bar(label(measured) + ", alone", alone.p99() / 1000, ours),
        new Bar(label(measured) + ", beside", beside.p99() / 1000, ours));
  }

  private static void row(StringBuilder to, Bar bar, double most, int x, int y) {
    String ours = bar.ours() ? " ours" : "";
    double room = COLUMN - LABEL - VALUE;
    double length = most <= 0 ? 0 : Math.max(1, bar.value() / most * room);
    add(
        to,
        "<text class=\"label%s\" x=\"%d\" y=\"%d\">%s</text>",
        ours,
        x,
        y + 12,
        escape(bar.label()));
    add(
        to,
        "<rect class=\"bar%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\" rx=\"2\"/>",
        ours,
        x + LABEL,
        y + 1,
        length);
    add(
        to,
        "<text class=\"value%s\" x=\"%.1f\" y=\"%d\">%s</text>",
        ours,
        x + LABEL + length + 6,
        y + 12,
        MarkdownTables.figure(bar.value()));
  }

  private static String title(Case what) {
    return switch (what) {
      case ECHO_1 -> "Echo 128 B, 1 in flight";
      case ECHO_16 -> "Echo 128 B, 16 in flight";
      case ECHO_16K -> "Echo 16 KiB";
      case FANOUT -> "Fan-out to 1,000";
      case TOPIC_1 -> "Topic with 1,000, one at a time";
      case TOPIC_10 -> "Topic with 1,000, bursts of ten";
      case SLOW -> "1,000 beside 1,000 that never read";
      case HANDSHAKE -> "Handshake";
      case IDLE -> "Idle connection, RSS";
    };
  }

  private static String label(Measured measured) {
    return switch (measured.subject()) {
      case FAIRLEAD -> "Fairlead";
      case FAIRLEAD_LANES -> "Fairlead, lanes and keys";
      case FAIRLEAD_FRESH_TOKEN -> "Fairlead, new tokens";
      default -> measured.subject().title();
    };
  }

  private static String description(List<Outcome> cases) {
    StringBuilder text = new StringBuilder();
    for (Outcome outcome : cases) {
      text.append(title(outcome.what())).append(", ").append(figure(outcome.what())).append(": ");
      for (Bar each : bars(outcome)) {
        text.append(each.label())
            .append(' ')
            .append(MarkdownTables.figure(each.value()))
            .append("; ");
      }
    }
    return text.toString().strip();
  }

  private void line(String format, Object... values) {
    add(svg, format, values);
  }

  private static void add(StringBuilder to, String format, Object... values) {
    to.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
