package io.fairlead.samples.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Snippets in the documentation are code that the build compiles: {@code <!-- snippet: file -->}
 * stands before a whole file, {@code <!-- snippet: file#name -->} before the lines between {@code
 * // snippet: name} and {@code // end}. With {@code -Ddocs.write=true} the pages are written anew.
 */
class DocumentationTest {

  private static final Path ROOT = root();
  private static final Pattern SNIPPET =
      Pattern.compile(
          "<!-- snippet: (\\S+?)(?:#(\\S+))? -->\\n```(\\w+)\\n.*?```\\n<!-- /snippet -->",
          Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(((?!https?:)[^)#]+)(#[^)]*)?\\)");

  @Test
  void snippetsAreWhatTheBuildCompiles() throws IOException {
    for (Path page : pages()) {
      String text = Files.readString(page);
      String current = withSnippets(text);
      if (Boolean.getBoolean("docs.write")) {
        Files.writeString(page, current);
      } else {
        assertThat(text)
            .as(
                "%s has an old snippet; write it anew with: mvn verify -Dtest=DocumentationTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true",
                ROOT.relativize(page))
            .isEqualTo(current);
      }
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          dead.add(ROOT.relativize(page) + " -> " + link.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void shownPluginIsTwentyLines() throws IOException {
    Path plugin =
        ROOT.resolve("samples/shout/src/main/java/io/fairlead/samples/shout/ShoutPlugin.java");
    assertThat(Files.readAllLines(plugin).stream().filter(line -> !line.isBlank()))
        .hasSizeLessThanOrEqualTo(20);
  }

  private static String withSnippets(String page) throws IOException {
    Matcher matcher = SNIPPET.matcher(page);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1) + (matcher.group(2) == null ? "" : "#" + matcher.group(2));
      String code = code(matcher.group(1), matcher.group(2));
      matcher.appendReplacement(
          result,
          Matcher.quoteReplacement(
              "<!-- snippet: %s -->\n```%s\n%s\n```\n<!-- /snippet -->"
                  .formatted(name, matcher.group(3), code)));
    }
    return matcher.appendTail(result).toString();
  }

  private static String code(String file, String region) throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve(file));
    if (region == null) {
      return String.join("\n", lines).strip();
    }
    int start = indexOf(lines, 0, "// snippet: " + region);
    int end = indexOf(lines, start, "// end");
    String code = String.join("\n", lines.subList(start + 1, end));
    return code.stripTrailing()
        .stripIndent()
        .strip(); // a blank last line would count as not indented
  }

  private static int indexOf(List<String> lines, int from, String mark) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).strip().equals(mark)) {
        return i;
      }
    }
    return fail("no line '" + mark + "'");
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve("RATIONALE.md"))) {
      directory = directory.getParent();
    }
    return directory;
  }
}
