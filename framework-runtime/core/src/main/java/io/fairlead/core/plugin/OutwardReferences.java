package io.fairlead.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The other files that a jar wants to be on the class path: {@code Class-Path} of its manifest, and
 * its index. Names without a way out of the directory of the copies lead nowhere: many libraries
 * have such, and there is nothing but the plugin's own jars.
 */
final class OutwardReferences {

  private static final String INDEX = "META-INF/INDEX.LIST";
  private static final int MOST_BYTES = 16 << 20;

  private OutwardReferences() {}

  /** The first name that leads out of the jar's directory; null for none. */
  static @Nullable String first(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      return names(jar).stream().filter(OutwardReferences::leadsOut).findFirst().orElse(null);
    }
  }

  private static List<String> names(JarFile jar) throws IOException {
    List<String> names = new ArrayList<>();
    Manifest manifest = jar.getManifest();
    String path =
        manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
    if (path != null) {
      names.addAll(Arrays.asList(path.strip().split("\\s+")));
    }
    ZipEntry index = jar.getEntry(INDEX);
    if (index != null) {
      try (InputStream in = jar.getInputStream(index)) {
        new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> line.endsWith(".jar"))
            .forEach(names::add);
      }
    }
    return names;
  }

  /** Anything that could be a URL, an absolute path, or go up; also written with escapes. */
  private static boolean leadsOut(String name) {
    return name.startsWith("/")
        || name.contains(":")
        || name.contains("\\")
        || name.contains("%")
        || Arrays.asList(name.split("/")).contains("..");
  }
}
