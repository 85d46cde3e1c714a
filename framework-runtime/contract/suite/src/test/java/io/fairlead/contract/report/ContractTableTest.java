package io.fairlead.contract.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractTableTest {

  private static final String PAGE =
      "# Servers\n\n" + ContractTable.START + "\n" + ContractTable.END + "\nrest\n";
  private static final Check FIRST = new Check("Admission", "401 without a token");
  private static final Check SECOND = new Check("Admission", "403 | a bad one");
  private static final Check OTHER = new Check("Closing", "1001 at the end");

  @Test
  void rowsAreChecksAndColumnsServers() {
    Column tomcat = column("tomcat", "2026-11-25, JDK 17");
    tomcat.outcomes().put(OTHER, new Outcome(Outcome.Kind.DIFFERS, "Tomcat says 1006."));
    assertThat(ContractTable.merged(PAGE, List.of(tomcat)))
        .isEqualTo(
            """
            # Servers

            <!-- contract-table -->
            |  | tomcat |
            | --- | :-: |
            | *Version* | Server of tomcat |
            | *Run* | 2026-11-25, JDK 17 |
            | **Admission** |  |
            | 401 without a token | ✓ |
            | 403 \\| a bad one | ✗ |
            | **Closing** |  |
            | 1001 at the end | (1) |

            1. Tomcat says 1006.
            <!-- /contract-table -->
            rest
            """);
  }

  @Test
  void serversThatWereNotRunKeepTheirColumns() {
    Column tomcat = column("tomcat", "old");
    tomcat.outcomes().put(OTHER, new Outcome(Outcome.Kind.DIFFERS, "Tomcat says 1006."));
    Column wildfly = column("wildfly", "old");
    wildfly.outcomes().put(OTHER, new Outcome(Outcome.Kind.DIFFERS, "WildFly says nothing."));
    String before = ContractTable.merged(PAGE, List.of(wildfly, tomcat));
    Column again = Column.empty("tomcat", "Server of tomcat", "new");
    again.outcomes().put(OTHER, new Outcome(Outcome.Kind.PASSED, ""));
    String after = ContractTable.merged(before, List.of(again));

    assertThat(after)
        .contains("| *Run* | new | old |")
        .contains("| 401 without a token |  | ✓ |")
        .contains("| 1001 at the end | ✓ | (1) |")
        .contains("\n1. WildFly says nothing.\n")
        .doesNotContain("Tomcat says 1006.");
    assertThat(ContractTable.merged(after, List.of())).isEqualTo(after);
  }

  @Test
  void fileOfARunIsReadBack(@TempDir Path directory) throws Exception {
    Column column = column("tomee", "2026-11-25, JDK 25");
    column.outcomes().put(OTHER, new Outcome(Outcome.Kind.FAILED, "two\nlines\tand a tab"));
    column.write(directory);
    assertThat(Files.readAllLines(directory.resolve("tomee.tsv")).get(0))
        .isEqualTo("#\ttomee\tServer of tomee\t2026-11-25, JDK 25");
    Column read = Column.read(directory.resolve("tomee.tsv"));
    assertThat(read.outcomes().keySet()).containsExactly(FIRST, SECOND, OTHER);
    assertThat(read.outcomes().get(OTHER).note()).isEqualTo("two lines and a tab");
  }

  private static Column column(String server, String run) {
    Column column = Column.empty(server, "Server of " + server, run);
    column.outcomes().put(FIRST, new Outcome(Outcome.Kind.PASSED, ""));
    column.outcomes().put(SECOND, new Outcome(Outcome.Kind.FAILED, "was 200"));
    return column;
  }
}
