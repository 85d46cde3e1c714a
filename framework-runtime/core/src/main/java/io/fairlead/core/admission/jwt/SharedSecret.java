package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** Reads the shared secret from a setting or a file. */
final class SharedSecret {

  private static final int MAX_BYTES = 65_536;

  private SharedSecret() {}

  /** The secret, long enough for each of the algorithms. */
  static byte[] read(FairleadConfig config, Set<JWSAlgorithm> allowed) {
    String text = config.get(Settings.JWT_SECRET);
    boolean inText = !text.isEmpty();
    String key = inText ? Settings.JWT_SECRET.key() : Settings.JWT_SECRET_FILE.key();
    byte[] secret =
        inText
            ? text.getBytes(StandardCharsets.UTF_8)
            : withoutLineBreak(file(key, config.get(Settings.JWT_SECRET_FILE)));
    for (JWSAlgorithm algorithm : allowed) {
      check(key, secret, algorithm, allowed);
    }
    return secret;
  }

  private static void check(
      String key, byte[] secret, JWSAlgorithm algorithm, Set<JWSAlgorithm> allowed) {
    if (!Algorithms.HMAC.contains(algorithm)) {
      throw new ConfigException(
          Settings.JWT_ALGORITHMS.key()
              + " lists "
              + algorithm
              + ", but a shared secret ("
              + key
              + ") is for HS256, HS384 and HS512 only");
    }
    int needed = Algorithms.secretBytes(algorithm);
    if (secret.length < needed) {
      throw new ConfigException(
          key
              + ": the secret has "
              + secret.length
              + " bytes, "
              + algorithm
              + " needs at least "
              + needed
              + "; make a longer one, or shorten "
              + Settings.JWT_ALGORITHMS.key()
              + " ("
              + Algorithms.names(allowed)
              + ")");
    }
  }

  /** Reads a whole file of moderate size for a setting. */
  static byte[] file(String key, String name) {
    try {
      Path path = Path.of(name);
      if (Files.size(path) > MAX_BYTES) {
        throw new ConfigException(key + ": the file '" + name + "' is over 64 KiB long");
      }
      return Files.readAllBytes(path);
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(
          key
              + ": the file '"
              + name
              + "' cannot be read ("
              + e.getClass().getSimpleName()
              + "); name one that this process may read");
    }
  }

  /** Editors end a file with a line break, which is no part of the secret. */
  private static byte[] withoutLineBreak(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }
}
