package io.fairlead.contract.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one server showed in one run; in a file, lines of four fields with a tab between.
 *
 * @param title name and version
 * @param run the day and the JDK of the server
 */
record Column(String server, String title, String run, Map<Check, Outcome> outcomes) {

  private static final int GROUP = 0;
  private static final int CHECK = 1;
  private static final int KIND = 2;
  private static final int NOTE = 3;
  private static final int FIELDS = 4;

  static Column empty(String server, String title, String run) {
    return new Column(server, title, run, new LinkedHashMap<>());
  }

  /** {@code <server>.tsv}: a first line about the run, then a line for each check. */
  void write(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(String.join("\t", "#", server, title, run));
    outcomes.forEach(
        (check, outcome) ->
            lines.add(
                String.join(
                    "\t",
                    field(check.group()),
                    field(check.name()),
                    outcome.kind().name().toLowerCase(Locale.ROOT),
                    field(outcome.note()))));
    Files.createDirectories(directory);
    Files.write(directory.resolve(server + ".tsv"), lines);
  }

  static Column read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String[] run = lines.get(0).split("\t", FIELDS);
    Column column = empty(run[1], run[2], run[3]);
    for (String line : lines.subList(1, lines.size())) {
      String[] field = line.split("\t", FIELDS);
      column
          .outcomes()
          .put(
              new Check(field[GROUP], field[CHECK]),
              new Outcome(Outcome.Kind.valueOf(field[KIND].toUpperCase(Locale.ROOT)), field[NOTE]));
    }
    return column;
  }

  private static String field(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
