package io.fairlead.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of docs/errors.md, row by row, against what happens. */
class ErrorTableTest {

  private static final Path PAGE = Path.of("../../docs/errors.md");

  /** A row: what error handlers see, whether @OnError is called, the close code, the log. */
  private record Row(String sees, String onError, String code, String log) {}

  private static Map<String, Row> rows() throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    boolean inside = false;
    for (String line : Files.readAllLines(PAGE)) {
      inside = line.startsWith("| What fails ") || (inside && line.startsWith("|"));
      List<String> cells = new ArrayList<>();
      for (String cell : line.split("\\|", -1)) {
        cells.add(cell.strip());
      }
      if (inside && cells.size() == 8 && !cells.get(1).startsWith("---")) {
        rows.put(cells.get(1), new Row(cells.get(2), cells.get(3), cells.get(5), cells.get(6)));
      }
    }
    rows.remove("What fails");
    return rows;
  }

  static Stream<Arguments> cases() {
    return FailureCases.all().entrySet().stream()
        .map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @Test
  void everyRowHasACase() throws IOException {
    assertThat(FailureCases.all().keySet()).containsExactlyElementsOf(rows().keySet());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void happensAsThePageSays(String what, FailureCases.Case happens) throws Exception {
    Row row = rows().get(what);
    assertThat(row).as("row of the page").isNotNull();
    try (FailureBench bench = new FailureBench()) {
      happens.on(bench);
      await(what)
          .untilAsserted(
              () ->
                  assertThat(new Row(bench.sees(), bench.onError(), bench.code(), bench.log()))
                      .isEqualTo(row));
    }
  }
}
