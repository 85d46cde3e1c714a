package io.fairlead.jakartaee;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A web application in a directory, with as much of a servlet context as reads resources. */
final class UnpackedWar {

  private final Path root;
  private final Set<String> unreadable = new HashSet<>();

  UnpackedWar(Path root) {
    this.root = root;
  }

  UnpackedWar with(String path, byte[] content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  UnpackedWar withClass(Class<?> type) throws IOException {
    return with("WEB-INF/classes/" + fileOf(type), bytesOf(type));
  }

  UnpackedWar withJar(String name, Map<String, byte[]> entries) throws IOException {
    Path jar = Files.createDirectories(root.resolve("WEB-INF/lib")).resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return this;
  }

  /** Lists a file, and does not open it. */
  UnpackedWar withUnreadable(String path) throws IOException {
    unreadable.add("/" + path);
    return with(path, new byte[0]);
  }

  static String fileOf(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  static byte[] bytesOf(Class<?> type) throws IOException {
    try (InputStream in = type.getClassLoader().getResourceAsStream(fileOf(type))) {
      return in.readAllBytes();
    }
  }

  ServletContext context() {
    return Fake.of(
        ServletContext.class,
        Map.of(
            "getResourcePaths", arguments -> paths((String) arguments[0]),
            "getResourceAsStream", arguments -> open((String) arguments[0])));
  }

  private Set<String> paths(String directory) {
    Path below = root.resolve(directory.substring(1));
    if (!Files.isDirectory(below)) {
      return null;
    }
    try (Stream<Path> files = Files.list(below)) {
      return files
          .map(file -> directory + file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
          .collect(Collectors.toCollection(TreeSet::new)); // the same order everywhere
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream open(String path) {
    try {
      return unreadable.contains(path)
          ? null
          : Files.newInputStream(root.resolve(path.substring(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
