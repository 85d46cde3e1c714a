package io.fairlead.jakartaee;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The plugin jars in {@code WEB-INF/plugins}, in a directory that can be read as files: some
 * servers never unpack the archive. Deleted when closed.
 */
final class BundledPlugins implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(BundledPlugins.class);
  private static final String DIRECTORY = "/WEB-INF/plugins/";

  private final Path directory;

  private BundledPlugins(Path directory) {
    this.directory = directory;
  }

  /**
   * Copies them.
   *
   * @return null where the application brings none
   */
  static @Nullable BundledPlugins copy(ServletContext context) {
    Set<String> paths = context.getResourcePaths(DIRECTORY);
    List<String> jars =
        paths == null ? List.of() : paths.stream().filter(p -> p.endsWith(".jar")).toList();
    if (jars.isEmpty()) {
      return null;
    }
    try {
      BundledPlugins copies = new BundledPlugins(Files.createTempDirectory("fairlead-war-"));
      copies.add(context, jars);
      return copies;
    } catch (IOException e) {
      throw new UncheckedIOException("the plugins in " + DIRECTORY + " cannot be read", e);
    }
  }

  /** Leaves nothing where one of them cannot be read. */
  private void add(ServletContext context, List<String> jars) throws IOException {
    try {
      for (String jar : jars) {
        add(context, jar);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void add(ServletContext context, String jar) throws IOException {
    try (InputStream in = context.getResourceAsStream(jar)) {
      if (in == null) {
        throw new IOException(jar + " is listed and cannot be opened");
      }
      Files.copy(in, directory.resolve(jar.substring(jar.lastIndexOf('/') + 1)));
    }
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("copies of plugins are left in {}: {}", directory, e.toString());
    }
  }
}
