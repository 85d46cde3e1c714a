package io.fairlead.plugins.geo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the table in the documentation to the code. */
class ConfigTableTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "plugins-shipped.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|", Pattern.MULTILINE);

  private record Row(String key, String defaultValue, String range) {}

  private static List<Row> rows() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("\n## geo\n");
    int end = page.indexOf("\n## ", start + 1);
    List<Row> rows = new ArrayList<>();
    Matcher matcher = ROW.matcher(page.substring(start, end < 0 ? page.length() : end));
    while (matcher.find()) {
      rows.add(new Row(matcher.group(1), matcher.group(2).strip(), matcher.group(3).strip()));
    }
    return rows;
  }

  @Test
  void namesEveryKeyInOrder() throws IOException {
    assertThat(rows()).extracting(Row::key).containsExactly(GeoPlugin.keys());
  }

  @Test
  void givesTheDefaultLanguageOfTheCode() throws IOException {
    assertThat(rows())
        .filteredOn(row -> row.key().equals("language"))
        .extracting(Row::defaultValue)
        .containsExactly("`" + GeoDatabase.ENGLISH + "`");
  }
}
