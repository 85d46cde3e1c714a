package io.fairlead.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keeps the table of {@code docs/configuration.md} true to {@link Settings}. */
class ConfigurationPageTest {

  private static final String BEGIN = "<!-- settings: generated, see ConfigurationPageTest -->\n";
  private static final String END = "<!-- end of settings -->\n";
  private static final String COMMAND =
      "mvn -pl framework-runtime/core -am test -Dtest=ConfigurationPageTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true";

  @Test
  void pageShowsEverySettingAsItIs() throws IOException {
    Path page =
        Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolve("../../docs/configuration.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    assertThat(begin).as("'%s' in %s", BEGIN.strip(), page).isPositive();
    assertThat(end).as("'%s' in %s", END.strip(), page).isGreaterThan(begin);
    String expected = text.substring(0, begin) + BEGIN + tables() + text.substring(end);
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(page, expected);
    } else {
      assertThat(text)
          .as("docs/configuration.md is out of date; write it anew with: " + COMMAND)
          .isEqualTo(expected);
    }
  }

  private static String tables() {
    Map<String, StringBuilder> groups = new LinkedHashMap<>();
    for (Setting<?> setting : Settings.all()) {
      String[] parts = setting.key().split("\\.");
      String group = parts.length > 2 ? "fairlead." + parts[1] : "fairlead";
      groups.computeIfAbsent(group, g -> new StringBuilder()).append(row(setting));
    }
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (group, rows) ->
            text.append("\n### ")
                .append(group)
                .append("\n\n")
                .append("| Key | Values | Default | What it does |\n| --- | --- | --- | --- |\n")
                .append(rows));
    return text.append('\n').toString();
  }

  private static String row(Setting<?> setting) {
    String kind =
        setting.kind().replace("|", "\\|")
            + (setting.nature() == Setting.Nature.SECRET ? " (secret)" : "");
    String standard = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
    return "| `%s` | %s | %s | %s |%n"
        .formatted(setting.key(), kind, standard, setting.description())
        .replace(System.lineSeparator(), "\n");
  }
}
