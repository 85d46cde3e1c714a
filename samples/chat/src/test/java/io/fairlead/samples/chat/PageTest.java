package io.fairlead.samples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final Path PAGES = Path.of("src/main/resources/META-INF/resources");

  /** A quoted text or a {@code url()} that starts with one slash, or names a host. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("(?:[\"'`]|url\\()(?:/[\\w.]|\\w+://)[^\"'`)]*");

  /** An application may be deployed at {@code /chat-war/} or stand behind a proxy's path. */
  @Test
  void referencesNothingByAbsolutePath() throws IOException {
    try (Stream<Path> files = Files.walk(PAGES)) {
      for (Path file :
          files.filter(each -> each.toString().matches(".*\\.(html|js|css)")).toList()) {
        List<String> found =
            ABSOLUTE
                .matcher(Files.readString(file, UTF_8))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(found).as(file.toString()).isEmpty();
      }
    }
  }
}
