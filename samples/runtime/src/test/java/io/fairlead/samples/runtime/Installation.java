package io.fairlead.samples.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A copy of the built distribution, in a place of its own whose path has blanks. */
final class Installation {

  final Path home;
  private final Path work;
  private final Map<String, String> environment = new HashMap<>();

  private Installation(Path home, Path work) {
    this.home = home;
    this.work = work;
  }

  static Installation in(Path directory) throws IOException {
    Path home = directory.resolve("a place with blanks/fairlead");
    Path built = Path.of(System.getProperty("distribution"));
    try (Stream<Path> files = Files.walk(built)) {
      for (Path file : files.filter(f -> !f.endsWith("dev-key")).toList()) {
        Path copy = home.resolve(built.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Path work = Files.createDirectories(directory.resolve("somewhere else"));
    return new Installation(home, work).with("JAVA_HOME", System.getProperty("java.home"));
  }

  Installation with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Path script() {
    return home.resolve("bin/fairlead");
  }

  Launched start(String... args) throws IOException {
    return start(script(), args);
  }

  Launched start(Path script, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    Path out = Files.createTempFile(work, "out", ".txt");
    Path err = Files.createTempFile(work, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("FAIRLEAD_"));
    builder.environment().remove("JAVA_OPTS");
    builder.environment().putAll(environment);
    return new Launched(builder.start(), out, err);
  }

  /** Runs to the end and hands out what stood on standard output. */
  String output(String... args) throws IOException, InterruptedException {
    try (Launched process = start(args)) {
      if (process.exitCode() != 0) {
        throw new AssertionError(process.err());
      }
      return process.out().strip();
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
