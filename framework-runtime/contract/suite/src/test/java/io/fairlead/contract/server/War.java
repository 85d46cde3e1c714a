package io.fairlead.contract.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Parts of a WAR as files. */
final class War {

  private War() {}

  /** Copies what lies below a folder of the WAR to a directory; hands that out. */
  static Path extract(Path war, String folder, Path target) throws IOException {
    Files.createDirectories(target);
    try (ZipFile zip = new ZipFile(war.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (!entry.isDirectory() && entry.getName().startsWith(folder)) {
          Path file = target.resolve(entry.getName().substring(folder.length())).normalize();
          if (!file.startsWith(target)) {
            throw new IOException(entry.getName() + " leads out of " + target);
          }
          Files.createDirectories(file.getParent());
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
    return target;
  }
}
