package io.fairlead.contract.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Maven unpacked (or copied) to {@code target/servers/<name>/<version>}: read, never written.
 */
final class Distribution {

  private Distribution() {}

  /** Its version, as the parent POM has it. */
  static String version(String name) {
    return property("contract.version." + name);
  }

  /** The one directory that the archive holds, or the one file copied. */
  static Path of(String name) {
    Path directory = directory(name);
    try (Stream<Path> content = Files.list(directory)) {
      List<Path> entries = content.filter(entry -> !entry.endsWith("META-INF")).sorted().toList();
      if (entries.size() == 1) {
        return entries.get(0);
      }
      throw new IllegalStateException("one entry expected in " + directory + ", not " + entries);
    } catch (IOException e) {
      throw new UncheckedIOException(
          directory + " is not there: run the tests by mvn verify -Dserver=…", e);
    }
  }

  static Path directory(String name) {
    return Path.of(property("contract.servers"), name, version(name));
  }

  private static String property(String key) {
    String value = System.getProperty(key);
    if (value == null) {
      throw new IllegalStateException("no system property " + key + ": Maven sets it");
    }
    return value;
  }
}
