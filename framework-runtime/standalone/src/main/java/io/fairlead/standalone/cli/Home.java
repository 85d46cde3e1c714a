package io.fairlead.standalone.cli;

import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory of the distribution, {@code bin lib plugins conf}: found from where our own jar
 * lies, never from the working directory.
 *
 * @param directory null where we run from something else than a distribution
 */
record Home(@Nullable Path directory) {

  static Home find() {
    CodeSource source = Home.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return new Home(null);
    }
    try {
      return ofJar(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return new Home(null); // some other kind of class loader
    }
  }

  static Home ofJar(Path jar) {
    Path lib = jar.toAbsolutePath().getParent();
    if (lib == null || !lib.endsWith("lib")) {
      return new Home(null);
    }
    Path home = lib.getParent();
    return new Home(home != null && Files.isDirectory(home.resolve("conf")) ? home : null);
  }

  /** Where the configuration is looked for unless it is named. */
  Path configFile() {
    return configDirectory().resolve("fairlead.yaml");
  }

  Path configDirectory() {
    return directory == null ? Path.of("conf") : directory.resolve("conf");
  }

  /** The plugins of the distribution, if there is the directory. */
  Optional<Path> plugins() {
    return Optional.ofNullable(directory)
        .map(home -> home.resolve("plugins"))
        .filter(Files::isDirectory);
  }
}
