package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.plugin.InboundHandler;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code on the page about plugins compiles, and does what the page says. */
final class PluginPageTest {

  private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");

  @TempDir Path directory;

  @Test
  void thePluginOnThePageWorks() throws Exception {
    List<String> snippets = snippets();
    PluginJar.named("shout.jar")
        .id("shout")
        .version("1")
        .api("[0.1,1)")
        .source(snippets.get(0))
        .service("com.example.shout.ShoutPlugin")
        .writeTo(directory);
    try (PluginHarness harness =
        PluginHarness.ofJars(directory).id("shout").config("mark", "?").start()) {
      assertThat(harness.contributions(InboundHandler.class)).hasSize(1);
      RecordedConnection connection = harness.connect();
      connection.clientSends("hello!");
      assertThat(connection.endpointTexts()).containsExactly("hello?");
    }
  }

  @Test
  void theTestOnThePagePasses() throws Exception {
    List<String> snippets = snippets();
    Path jar =
        PluginJar.named("test.jar")
            .source(snippets.get(0))
            .source(
                """
                package page;
                import static org.assertj.core.api.Assertions.assertThat;
                import com.example.shout.ShoutPlugin;
                import io.fairlead.testkit.*;
                public class Snippet {
                  public static void run() throws Exception { %s }
                }
                """
                    .formatted(snippets.get(2)))
            .writeTo(directory);
    URL[] urls = {jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      loader.loadClass("page.Snippet").getMethod("run").invoke(null);
    } catch (InvocationTargetException e) {
      throw new AssertionError("the test on the page fails", e.getCause());
    }
  }

  private static List<String> snippets() throws IOException {
    String page = Files.readString(Path.of("../../docs/plugins.md"));
    return JAVA.matcher(page).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
