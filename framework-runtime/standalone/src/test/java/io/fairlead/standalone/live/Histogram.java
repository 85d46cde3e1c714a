package io.fairlead.standalone.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What lives in this JVM, as another process sees it. */
final class Histogram {

  private Histogram() {}

  /** How many class loaders of plugins there are, after a full collection. */
  static int pluginLoaders() {
    try {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  String.valueOf(ProcessHandle.current().pid()),
                  "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      try (InputStream output = jcmd.getInputStream()) {
        String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        if (!text.contains("java.lang.String")) {
          throw new IllegalStateException("no histogram: " + text);
        }
        return text.lines()
            .map(String::strip)
            .filter(line -> line.endsWith(" io.fairlead.core.plugin.PluginClassLoader"))
            .mapToInt(line -> Integer.parseInt(line.split("\\s+")[1]))
            .sum();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
