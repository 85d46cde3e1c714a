package io.fairlead.contract.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A JDK on this machine, to run a server on. */
record Jdk(Path home, int version) {

  private static final Path DEBIAN = Path.of("/usr/lib/jvm");

  /** The one that runs the tests. */
  static Jdk current() {
    return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  /** {@code JAVA17_HOME} or {@code /usr/lib/jvm/*17*}, for 17. */
  static Optional<Jdk> find(int version) {
    if (current().version() == version) {
      return Optional.of(current());
    }
    List<Path> homes = new ArrayList<>();
    Optional.ofNullable(System.getenv("JAVA" + version + "_HOME"))
        .map(Path::of)
        .ifPresent(homes::add);
    if (Files.isDirectory(DEBIAN)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(DEBIAN, "*" + version + "*")) {
        found.forEach(homes::add);
      } catch (IOException unreadable) {
        // As if it were not there.
      }
    }
    return homes.stream()
        .filter(home -> Files.isExecutable(home.resolve("bin/java")))
        .findFirst()
        .map(home -> new Jdk(home, version));
  }

  Path java() {
    return home.resolve("bin/java");
  }
}
