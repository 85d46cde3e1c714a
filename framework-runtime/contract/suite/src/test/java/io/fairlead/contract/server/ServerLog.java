package io.fairlead.contract.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a server wrote. */
record ServerLog(Path file) {

  private static final int SHOWN = 40;

  /** How many of its lines hold the text. */
  long count(String text) {
    return lines().stream().filter(line -> line.contains(text)).count();
  }

  /** Its place and its last lines, for a message. */
  String tail() {
    List<String> lines = lines();
    List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN), lines.size());
    return "its log is " + file + "; the last lines:\n" + String.join("\n", last);
  }

  private List<String> lines() {
    try {
      return Files.exists(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
