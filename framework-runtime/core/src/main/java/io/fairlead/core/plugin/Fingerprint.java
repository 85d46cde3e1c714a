package io.fairlead.core.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What tells one content of a file from another without reading it.
 *
 * @param key the file system's own, where it has one; another file of the same name has another
 */
record Fingerprint(long size, FileTime modified, @Nullable Object key) {

  /** Of a file; null where there is none, or it cannot be looked at. */
  static @Nullable Fingerprint of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Fingerprint(now.size(), now.lastModifiedTime(), now.fileKey());
    } catch (IOException e) {
      return null;
    }
  }

  /** Whether a file is a whole jar: its directory stands at the end, and is written last. */
  static boolean whole(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.size() > 0;
    } catch (IOException e) {
      return false;
    }
  }
}
