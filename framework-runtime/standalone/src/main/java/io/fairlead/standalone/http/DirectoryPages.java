package io.fairlead.standalone.http;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.Settings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages from a directory; nothing outside it, not by a symbolic link either. */
final class DirectoryPages implements PageSource {

  /** Shorter files are read at once, longer ones are sent bit by bit. */
  private static final long SHORT = 64 * 1024;

  private final Path root;

  DirectoryPages(String directory) {
    try {
      root = Path.of(directory).toRealPath();
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(
          Settings.SERVER_STATIC.key()
              + ": '"
              + directory
              + "' cannot be read ("
              + e
              + "); name an existing directory");
    }
    if (!Files.isDirectory(root)) {
      throw new ConfigException(
          Settings.SERVER_STATIC.key() + ": '" + directory + "' is no directory");
    }
  }

  @Override
  public @Nullable Page find(List<String> names) throws IOException {
    Path file = resolve(names);
    if (file == null || !Files.isRegularFile(file)) {
      return null;
    }
    BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
    String tag =
        Long.toHexString(facts.lastModifiedTime().toMillis())
            + "-"
            + Long.toHexString(facts.size());
    if (facts.size() > SHORT) {
      return new Page(tag, new byte[0], file, facts.size());
    }
    byte[] body = Files.readAllBytes(file);
    return new Page(tag, body, null, body.length);
  }

  @Override
  public boolean isDirectory(List<String> names) throws IOException {
    Path path = resolve(names);
    return path != null && Files.isDirectory(path);
  }

  private @Nullable Path resolve(List<String> names) throws IOException {
    try {
      Path path = root;
      for (String name : names) {
        path = path.resolve(Path.of(name));
      }
      Path real = path.toRealPath();
      return real.startsWith(root) ? real : null;
    } catch (InvalidPathException e) {
      return null;
    } catch (FileSystemException e) {
      return null; // a file where a directory is asked for, a name too long, no right to look
    }
  }
}
