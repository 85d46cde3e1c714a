package io.fairlead.core.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A temporary directory that only its owner can look into. Plugins run from copies in it, so that a
 * jar may be replaced while it is in use.
 */
final class WorkDirectory implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(WorkDirectory.class);

  private final Path root;
  private int rooms;

  private WorkDirectory(Path root) {
    this.root = root;
  }

  static WorkDirectory create() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    try {
      return new WorkDirectory(Files.createTempDirectory("fairlead-plugins-", ownerOnly));
    } catch (IOException e) {
      throw new PluginException(
          "no temporary directory for plugins can be made ("
              + e
              + "); make java.io.tmpdir writable or set it to a directory that is",
          e);
    }
  }

  /** An empty directory for one jar. */
  Path room() {
    try {
      return Files.createDirectory(root.resolve(String.valueOf(rooms++)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path root() {
    return root;
  }

  /** Deletes what one jar had. */
  void discard(Path room) {
    delete(room);
  }

  /** Deletes it with all that is in it. */
  @Override
  public void close() {
    delete(root);
  }

  private static void delete(Path top) {
    if (!Files.exists(top)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(top)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("temporary copies of plugins are left in {}: {}", top, String.valueOf(e));
    }
  }
}
