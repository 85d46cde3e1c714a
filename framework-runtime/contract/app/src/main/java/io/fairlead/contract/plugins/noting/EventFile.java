package io.fairlead.contract.plugins.noting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The same file that the application writes to, whose classes a plugin does not see. */
final class EventFile {

  private EventFile() {}

  static void note(String line) {
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
}
