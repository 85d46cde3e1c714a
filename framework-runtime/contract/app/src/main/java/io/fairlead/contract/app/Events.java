package io.fairlead.contract.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the server's side saw, in its order: kept for whoever asks while it runs, and appended to
 * the file that the system property {@code contract.events} names, which outlives the server.
 */
public final class Events {

  private static final Queue<String> LINES = new ConcurrentLinkedQueue<>();

  private Events() {}

  /** Adds a line. */
  public static void note(String line) {
    LINES.add(line);
    String file = System.getProperty("contract.events");
    if (file != null) {
      try {
        Files.writeString(
            Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The lines with this text in them. */
  static List<String> with(String text) {
    return LINES.stream().filter(line -> line.contains(text)).toList();
  }
}
