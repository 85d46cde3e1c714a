package io.fairlead.contract.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What launchers do with files. */
final class Tree {

  private Tree() {}

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** An empty directory, whatever was there before. */
  static Path fresh(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(directory);
  }

  /** A scanner sees the whole file or none: it is copied beside the directory, then moved. */
  static void place(Path file, Path target) throws IOException {
    Path directory = target.toAbsolutePath().getParent();
    Path aside = directory.resolveSibling(directory.getFileName() + ".incoming");
    Files.copy(file, aside, StandardCopyOption.REPLACE_EXISTING);
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Writes the file anew; each pair is a text that must be there and what replaces it. */
  static void edit(Path file, List<Replacement> replacements) throws IOException {
    String text = Files.readString(file);
    for (Replacement replacement : replacements) {
      if (!text.contains(replacement.old())) {
        throw new IOException(file + " does not hold: " + replacement.old());
      }
      text = text.replace(replacement.old(), replacement.now());
    }
    Files.writeString(file, text);
  }

  record Replacement(String old, String now) {}

  static Replacement replace(String old, String now) {
    return new Replacement(old, now);
  }
}
