package io.fairlead.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

/** A private copy of a plugin jar. */
final class JarCopy {

  private final Path file;

  private JarCopy(Path file) {
    this.file = file;
  }

  /**
   * Copies a jar.
   *
   * @param room an empty directory of its own
   * @throws PluginException if it cannot be read
   */
  static JarCopy of(Path jar, Path room) {
    try {
      Path copy = Files.copy(jar, room.resolve("plugin.jar"));
      if (Files.size(copy) == 0) {
        throw new PluginException("is empty (0 bytes); copy the jar again");
      }
      return new JarCopy(copy);
    } catch (IOException e) {
      throw new PluginException("cannot be read: " + e, e);
    }
  }

  Path file() {
    return file;
  }

  /** What is read from the jar. */
  @FunctionalInterface
  interface Reading<T> {
    T from(JarFile jar) throws IOException;
  }

  /**
   * Reads from the copy.
   *
   * @throws PluginException if it is no jar, or what is in it is broken
   */
  <T> T read(Reading<T> reading) {
    return read(reading, true);
  }

  /** The same, whatever its signature says: for what must be known of a jar that is left out. */
  <T> T readUnverified(Reading<T> reading) {
    return read(reading, false);
  }

  private <T> T read(Reading<T> reading, boolean verify) {
    try (JarFile jar =
        new JarFile(file.toFile(), verify, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
      return reading.from(jar);
    } catch (IOException | IllegalArgumentException | SecurityException e) {
      throw new PluginException(
          "is no readable jar (" + e.getMessage() + "); copy or build it again", e);
    }
  }

  /** The jar itself and the jars in its {@code lib/}, which are unpacked beside it. */
  List<URL> classPath() {
    List<URL> urls = new ArrayList<>(List.of(url(file)));
    read(
        jar -> {
          List<JarEntry> libraries =
              jar.stream()
                  .filter(entry -> !entry.isDirectory())
                  .filter(entry -> entry.getName().matches("lib/[^/]+\\.jar"))
                  .toList();
          for (JarEntry library : libraries) {
            // a number, not the name in the jar: that could lead anywhere
            Path target = file.resolveSibling("lib-" + urls.size() + ".jar");
            try (InputStream in = jar.getInputStream(library)) {
              Files.copy(in, target);
            }
            urls.add(url(target));
          }
          return urls;
        });
    return urls;
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
