package io.fairlead.plugins.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.plugin.PluginConfig;
import io.fairlead.api.plugin.PluginConfigException;
import io.fairlead.core.config.FairleadConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the table in the documentation to the code. */
class ConfigTableTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "plugins-shipped.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|", Pattern.MULTILINE);
  private static final Pattern RANGE = Pattern.compile("(\\d+) to (\\d+)");

  private record Row(String key, String defaultValue, String range) {}

  private static List<Row> rows() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("\n## rate-limit\n");
    int end = page.indexOf("\n## ", start + 1);
    List<Row> rows = new ArrayList<>();
    Matcher matcher = ROW.matcher(page.substring(start, end < 0 ? page.length() : end));
    while (matcher.find()) {
      rows.add(new Row(matcher.group(1), matcher.group(2).strip(), matcher.group(3).strip()));
    }
    return rows;
  }

  private static PluginConfig section(Map<String, String> values) {
    Map<String, String> full = new LinkedHashMap<>();
    values.forEach((key, value) -> full.put("fairlead.plugins.rate-limit." + key, value));
    return FairleadConfig.of(full).plugin("rate-limit");
  }

  @Test
  void namesEveryKeyInOrder() throws IOException {
    assertThat(rows()).extracting(Row::key).containsExactly(RateLimitSettings.keys());
  }

  @Test
  void givesTheDefaultsOfTheCode() throws IOException {
    Map<String, String> documented = new LinkedHashMap<>();
    for (Row row : rows()) {
      if (row.defaultValue().startsWith("`")) {
        documented.put(row.key(), row.defaultValue().replace("`", ""));
      }
    }

    assertThat(documented).hasSizeGreaterThan(5);
    assertThat(RateLimitSettings.read(section(documented)))
        .isEqualTo(RateLimitSettings.read(section(Map.of())));
  }

  @Test
  void givesTheRangesOfTheCode() throws IOException {
    int checked = 0;
    for (Row row : rows()) {
      Matcher range = RANGE.matcher(row.range());
      if (range.matches()) {
        checked++;
        long least = Long.parseLong(range.group(1));
        long most = Long.parseLong(range.group(2));
        RateLimitSettings.read(section(Map.of(row.key(), Long.toString(least))));
        RateLimitSettings.read(section(Map.of(row.key(), Long.toString(most))));
        for (long beyond : new long[] {least - 1, most + 1}) {
          assertThatThrownBy(
                  () -> RateLimitSettings.read(section(Map.of(row.key(), Long.toString(beyond)))))
              .isInstanceOf(PluginConfigException.class);
        }
      }
    }
    assertThat(checked).isEqualTo(9);
  }
}
