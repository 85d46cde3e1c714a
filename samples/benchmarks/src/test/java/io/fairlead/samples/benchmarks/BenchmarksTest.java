package io.fairlead.samples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.samples.benchmarks.report.Recorded;
import io.fairlead.samples.benchmarks.report.Reports;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchmarksTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = Benchmarks.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(args);
  }

  @Test
  void helpNamesAllCasesAndSubjects() {
    assertThat(run("--help")).isZero();
    for (Case each : Case.values()) {
      assertThat(out.toString()).contains(each.key());
    }
    for (Subject each : Subject.values()) {
      assertThat(out.toString()).contains(each.key());
    }
  }

  @Test
  void anUnknownCaseOrSubjectIsNamedWithWhatThereIs() {
    assertThat(run("--cases", "ecko")).isEqualTo(2);
    assertThat(err.toString()).contains("--cases: ecko is none of echo-1, echo-16");
    assertThat(run("--subjects", "jety")).isEqualTo(2);
    assertThat(err.toString()).contains("--subjects: jety is none of");
  }

  @Test
  void reportsAreWrittenAnewFromRecordedResults(@TempDir Path folder) throws Exception {
    Path first = folder.resolve("first");
    Reports.write(Recorded.results(), first, List.of());
    Path again = folder.resolve("again");

    assertThat(run("--from", first.resolve("results.json").toString(), "--out", again.toString()))
        .isZero();

    for (String name : List.of("results.json", "results.md", "results.svg")) {
      assertThat(again.resolve(name)).hasSameTextualContentAs(first.resolve(name));
    }
    assertThat(out.toString()).contains(Files.readString(first.resolve("results.md")));
  }

  @Test
  void documentationGetsThePageWithTheTablesAndTheChart(@TempDir Path docs) throws Exception {
    String tables = Reports.write(Recorded.results(), docs.resolve("out"), List.of(docs));
    assertThat(docs.resolve("benchmarks.md")).content().contains(tables).doesNotContain("@TABLES@");
    assertThat(docs.resolve("images/benchmark.svg")).content().startsWith("<svg");
  }
}
