package io.fairlead.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of {@code docs/conformance.md} names tests, and they exist. */
class ConformancePageTest {

  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern NAMED = Pattern.compile("`([A-Za-z0-9]+)#([A-Za-z0-9]+)`");

  private static List<String> rows() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/conformance.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .filter(line -> !line.startsWith("| What"))
        .toList();
  }

  private static List<MatchResult> tests(String row) {
    return NAMED.matcher(row).results().toList();
  }

  @Test
  void everyRowNamesATest() throws Exception {
    assertThat(rows())
        .hasSizeGreaterThan(30)
        .allSatisfy(row -> assertThat(tests(row)).isNotEmpty());
  }

  @Test
  void everyTestThatIsNamedExists() throws Exception {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(ROOT.resolve("framework-runtime"))) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("src/test/java"))
              .toList();
    }
    for (String row : rows()) {
      for (MatchResult test : tests(row)) {
        assertThat(sources)
            .as("%s in: %s", test.group(), row)
            .anyMatch(source -> isIn(source, test.group(1), test.group(2)));
      }
    }
  }

  private static boolean isIn(Path source, String type, String method) {
    try {
      return source.endsWith(type + ".java")
          && Files.readString(source).contains("  void " + method + "(");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
