package io.fairlead.contract.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of all checks and all servers between two marks of a page. A run replaces the columns
 * of the servers that it ran on and keeps the others.
 */
final class ContractTable {

  static final String START = "<!-- contract-table -->";
  static final String END = "<!-- /contract-table -->";
  static final String SERVER = "*Version*";
  static final String RUN = "*Run*";

  private ContractTable() {}

  /** {@code docs/servers.md} of this source tree. */
  static Path page() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("RATIONALE.md"))) {
      directory = directory.getParent();
    }
    return directory.resolve("docs/servers.md");
  }

  /** Takes in every {@code .tsv} of the directory. */
  static void update(Path page, Path results) throws IOException {
    List<Column> fresh = new ArrayList<>();
    try (Stream<Path> files = Files.list(results)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".tsv")).sorted().toList()) {
        fresh.add(Column.read(file));
      }
    }
    Files.writeString(page, merged(Files.readString(page), fresh));
  }

  static String merged(String page, List<Column> fresh) {
    int start = page.indexOf(START);
    int end = page.indexOf(END);
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no " + START + " … " + END + " on the page");
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    ContractTableReader.read(page.substring(start + START.length(), end))
        .forEach(column -> columns.put(column.server(), column));
    fresh.forEach(column -> columns.put(column.server(), column));
    List<Column> ordered = columns.values().stream().sorted(ServerOrder.BY_NAME).toList();
    return page.substring(0, start) + START + "\n" + table(ordered) + page.substring(end);
  }

  private static String table(List<Column> columns) {
    StringBuilder table = new StringBuilder();
    row(table, "", columns.stream().map(Column::server).toList());
    row(table, "---", columns.stream().map(column -> ":-:").toList());
    row(table, SERVER, columns.stream().map(Column::title).toList());
    row(table, RUN, columns.stream().map(Column::run).toList());
    List<String> notes = new ArrayList<>();
    String group = null;
    for (Check check : checks(columns)) {
      if (!check.group().equals(group)) {
        group = check.group();
        row(table, "**" + escaped(group) + "**", columns.stream().map(column -> "").toList());
      }
      row(
          table,
          escaped(check.name()),
          columns.stream().map(column -> cell(column.outcomes().get(check), notes)).toList());
    }
    table.append('\n');
    for (int i = 0; i < notes.size(); i++) {
      table.append(i + 1).append(". ").append(notes.get(i)).append('\n');
    }
    return table.toString();
  }

  /** All checks, those of a group together, in the order of the columns. */
  private static List<Check> checks(List<Column> columns) {
    Set<Check> all = new LinkedHashSet<>();
    columns.forEach(column -> all.addAll(column.outcomes().keySet()));
    return all.stream()
        .collect(Collectors.groupingBy(Check::group, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static String cell(Outcome outcome, List<String> notes) {
    if (outcome == null) {
      return "";
    }
    if (outcome.kind() != Outcome.Kind.DIFFERS) {
      return outcome.kind().mark;
    }
    if (!notes.contains(outcome.note())) {
      notes.add(outcome.note());
    }
    return "(" + (notes.indexOf(outcome.note()) + 1) + ")";
  }

  private static void row(StringBuilder table, String first, List<String> cells) {
    table.append("| ").append(first).append(" |");
    cells.forEach(cell -> table.append(' ').append(cell).append(" |"));
    table.append('\n');
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|");
  }
}
