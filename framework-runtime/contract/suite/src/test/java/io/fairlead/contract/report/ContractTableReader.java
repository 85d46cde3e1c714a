package io.fairlead.contract.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads back what {@link ContractTable} wrote. */
final class ContractTableReader {

  private static final Pattern NOTE = Pattern.compile("(\\d+)\\. (.*)");
  private static final int ROWS_BEFORE_CHECKS = 4;
  private static final int VERSIONS = 2;
  private static final int RUNS = 3;

  private ContractTableReader() {}

  static List<Column> read(String text) {
    Map<String, String> notes = new LinkedHashMap<>();
    List<List<String>> rows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher note = NOTE.matcher(line);
      if (line.startsWith("|")) {
        rows.add(cells(line));
      } else if (note.matches()) {
        notes.put("(" + note.group(1) + ")", note.group(2));
      }
    }
    if (rows.size() < ROWS_BEFORE_CHECKS) {
      return List.of();
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i < rows.get(0).size(); i++) {
      columns.add(column(rows, i, notes));
    }
    return columns;
  }

  private static Column column(List<List<String>> rows, int index, Map<String, String> notes) {
    Column column =
        Column.empty(
            rows.get(0).get(index), rows.get(VERSIONS).get(index), rows.get(RUNS).get(index));
    String group = "";
    for (List<String> row : rows.subList(ROWS_BEFORE_CHECKS, rows.size())) {
      String first = row.get(0);
      String cell = row.get(index);
      if (first.startsWith("**")) {
        group = first.substring(2, first.length() - 2);
      } else if (!cell.isEmpty()) {
        column.outcomes().put(new Check(group, first), outcome(cell, notes));
      }
    }
    return column;
  }

  private static Outcome outcome(String cell, Map<String, String> notes) {
    return Arrays.stream(Outcome.Kind.values())
        .filter(kind -> kind.mark.equals(cell))
        .findFirst()
        .map(kind -> new Outcome(kind, ""))
        .orElseGet(() -> new Outcome(Outcome.Kind.DIFFERS, notes.getOrDefault(cell, cell)));
  }

  private static List<String> cells(String line) {
    String inner = line.strip();
    inner = inner.substring(1, inner.length() - 1);
    return Arrays.stream(inner.split("(?<!\\\\)\\|", -1))
        .map(cell -> cell.strip().replace("\\|", "|"))
        .toList();
  }
}
