package io.fairlead.standalone.cli;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Setting;
import io.fairlead.core.config.Settings;
import io.fairlead.core.config.Settings.AuthMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The key of a machine on which nobody has configured one: random, made at the first start, for its
 * owner only, and good for loopback only.
 */
final class DevelopmentKey {

  static final String FILE = "dev-key";

  private static final int BYTES = 64; // enough for HS512; 86 characters in text
  private static final int FEWEST_CHARACTERS = 32;
  private static final List<Setting<String>> KEYS =
      List.of(
          Settings.JWT_SECRET,
          Settings.JWT_SECRET_FILE,
          Settings.JWT_PUBLIC_KEY,
          Settings.JWT_JWKS);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private DevelopmentKey() {}

  /**
   * The configuration itself where it has a key or needs none; else with the development key.
   *
   * @param directory where the key's file lies or is made
   * @param says gets one line when a key was made
   * @throws ConfigException where a development key will not do
   */
  static FairleadConfig ensure(FairleadConfig config, Path directory, Consumer<String> says) {
    boolean configured = KEYS.stream().anyMatch(key -> !config.get(key).isBlank());
    if (config.get(Settings.AUTH_MODE) != AuthMode.JWT || configured) {
      return config;
    }
    refuseNetwork(config.get(Settings.SERVER_HOST));
    refuseOtherAlgorithms(config.get(Settings.JWT_ALGORITHMS));
    Path file = directory.resolve(FILE).toAbsolutePath().normalize();
    if (make(file)) {
      says.accept("made a development key, " + file + "; it is good on this machine only");
    }
    check(file);
    return config.with(Map.of(Settings.JWT_SECRET_FILE.key(), file.toString()), "development key");
  }

  private static void refuseNetwork(String host) {
    if (!isLoopback(host)) {
      throw new ConfigException(
          "no key is configured, and the development key is for loopback only, not for "
              + Settings.SERVER_HOST.key()
              + " '"
              + host
              + "': set one of "
              + names()
              + ", or bind 127.0.0.1");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw new ConfigException(
          Settings.SERVER_HOST.key() + ": '" + host + "' is no address and no known host name");
    }
  }

  private static void refuseOtherAlgorithms(List<String> algorithms) {
    if (algorithms.stream().noneMatch(name -> name.startsWith("HS"))) {
      throw new ConfigException(
          Settings.JWT_ALGORITHMS.key()
              + " allows "
              + String.join(", ", algorithms)
              + ", and no key for that is configured: set "
              + Settings.JWT_PUBLIC_KEY.key()
              + " or "
              + Settings.JWT_JWKS.key());
    }
  }

  private static String names() {
    return String.join(", ", KEYS.stream().map(Setting::key).toList());
  }

  /**
   * Makes the file unless it is there. It appears under its name only when it is complete, and the
   * first of two makers wins.
   */
  private static boolean make(Path file) {
    if (Files.exists(file)) {
      return false;
    }
    try {
      Files.createDirectories(file.getParent());
      Path draft = Files.createTempFile(file.getParent(), "." + FILE, "", ownerOnly(file));
      try {
        Files.writeString(draft, random());
        return publish(draft, file);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new ConfigException(
          "no key is configured, and the development key "
              + file
              + " cannot be made ("
              + e
              + "): make its directory writable, or set one of "
              + names());
    }
  }

  private static boolean publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft); // atomic, and never over another's
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | IOException e) {
      if (Files.exists(file)) {
        return false;
      }
      Files.move(draft, file); // a file system without hard links
      return true;
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return posix(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void check(Path file) {
    try {
      if (Files.readString(file).strip().length() < FEWEST_CHARACTERS) {
        throw new ConfigException(
            file + ": is too short for a development key; delete it and start again");
      }
      if (posix(file)
          && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file, new LinkOption[0]))) {
        throw new ConfigException(
            file + ": others may read the development key; run: chmod 600 '" + file + "'");
      }
    } catch (IOException e) {
      throw new ConfigException(file + ": the development key cannot be read: " + e);
    }
  }
}
