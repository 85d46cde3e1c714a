package io.fairlead.standalone.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell; the last one runs free. */
final class TextTable {

  private TextTable() {}

  static List<String> lines(List<String> head, List<List<String>> untrusted) {
    List<List<String>> rows = untrusted.stream().map(TextTable::printable).toList();
    int[] widths = new int[head.size()];
    measure(widths, head);
    rows.forEach(row -> measure(widths, row));
    List<String> lines = new ArrayList<>();
    lines.add(line(widths, head));
    rows.forEach(row -> lines.add(line(widths, row)));
    return lines;
  }

  /** What comes out of a jar's manifest must not move the cursor. */
  private static List<String> printable(List<String> row) {
    return row.stream().map(cell -> cell.replaceAll("\\p{Cntrl}", "?")).toList();
  }

  private static void measure(int[] widths, List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
    }
  }

  private static String line(int[] widths, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      line.append(cell);
      if (i < widths.length - 1) {
        line.append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length()) + 2));
      }
    }
    return line.toString().stripTrailing();
  }
}
