package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Setting;
import io.fairlead.core.config.Settings;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Finds the one configured source of keys, and what does not fit at start. */
final class KeyConfig {

  private static final Logger LOG = LogManager.getLogger(KeyConfig.class);
  private static final List<Setting<String>> SOURCES =
      List.of(
          Settings.JWT_SECRET,
          Settings.JWT_SECRET_FILE,
          Settings.JWT_PUBLIC_KEY,
          Settings.JWT_JWKS);
  private static final Duration DISTANCE = Duration.ofSeconds(2);
  private static final int CONNECT_MILLIS = 1_500;
  private static final int READ_MILLIS = 2_000;
  private static final int MAX_SET_BYTES = 512 * 1024;

  private KeyConfig() {}

  /** The setting that names the keys; exactly one must. */
  static Setting<String> source(FairleadConfig config) {
    List<Setting<String>> set =
        SOURCES.stream().filter(each -> !config.get(each).isEmpty()).toList();
    if (set.size() == 1) {
      return set.get(0);
    }
    throw new ConfigException(
        set.isEmpty()
            ? "no key to check tokens with: set one of "
                + keys(SOURCES)
                + ", or another "
                + Settings.AUTH_MODE.key()
            : keys(set) + " are set together: keep one of them");
  }

  static VerificationKeys load(
      FairleadConfig config, Set<JWSAlgorithm> allowed, Clock clock, ExecutorService executor) {
    Setting<String> source = source(config);
    if (source.equals(Settings.JWT_PUBLIC_KEY)) {
      return publicKey(config.get(source), allowed);
    }
    if (source.equals(Settings.JWT_JWKS)) {
      return keySet(config, allowed, clock, executor);
    }
    return new FixedKey(VerificationKey.ofSecret(SharedSecret.read(config, allowed)));
  }

  private static VerificationKeys publicKey(String file, Set<JWSAlgorithm> allowed) {
    VerificationKey key;
    try {
      key = VerificationKey.ofPublic(PublicKeyFile.read(file));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          Settings.JWT_PUBLIC_KEY.key() + ": '" + file + "': " + e.getMessage());
    }
    checkCovered(Settings.JWT_PUBLIC_KEY, file, allowed, key.algorithms());
    return new FixedKey(key);
  }

  private static void checkCovered(
      Setting<String> source, String value, Set<JWSAlgorithm> allowed, Set<JWSAlgorithm> usable) {
    Set<JWSAlgorithm> missing = new LinkedHashSet<>(allowed);
    missing.removeAll(usable);
    if (!missing.isEmpty()) {
      throw new ConfigException(
          Settings.JWT_ALGORITHMS.key()
              + " lists "
              + Algorithms.names(missing)
              + ", for which "
              + source.key()
              + " ('"
              + value
              + "') has no key; list only those you use of "
              + Algorithms.names(usable));
    }
  }

  private static VerificationKeys keySet(
      FairleadConfig config, Set<JWSAlgorithm> allowed, Clock clock, ExecutorService executor) {
    String place = config.get(Settings.JWT_JWKS);
    Duration cache = config.get(Settings.JWT_JWKS_CACHE);
    if (cache.toMillis() < 1_000) {
      throw new ConfigException(Settings.JWT_JWKS_CACHE.key() + ": must be at least 1s");
    }
    boolean remote = place.matches("(?i)https?://.*");
    KeySetKeys keys =
        new KeySetKeys(
            remote ? remote(place, allowed) : file(place), place, cache, DISTANCE, clock, executor);
    if (!remote) {
      checkFile(keys, place, allowed);
    }
    return keys;
  }

  private static void checkFile(KeySetKeys keys, String place, Set<JWSAlgorithm> allowed) {
    try {
      checkCovered(Settings.JWT_JWKS, place, allowed, keys.ring().algorithms());
    } catch (KeysUnavailableException e) {
      throw new ConfigException(
          Settings.JWT_JWKS.key()
              + ": "
              + e.getMessage()
              + "; give a file or an http(s) URL of a JSON Web Key Set");
    }
  }

  private static JWKSetSource<SecurityContext> file(String place) {
    try {
      return new KeySetFile(Path.of(place));
    } catch (InvalidPathException e) {
      throw new ConfigException(Settings.JWT_JWKS.key() + ": '" + place + "' is no path");
    }
  }

  private static JWKSetSource<SecurityContext> remote(String place, Set<JWSAlgorithm> allowed) {
    Set<JWSAlgorithm> secret = new LinkedHashSet<>(allowed);
    secret.retainAll(Algorithms.HMAC);
    if (!secret.isEmpty()) {
      throw new ConfigException(
          Settings.JWT_ALGORITHMS.key()
              + " lists "
              + Algorithms.names(secret)
              + ", which needs a shared secret; with a key set from a URL list those of RS*, PS*,"
              + " ES* and EdDSA that your issuer signs with");
    }
    URL url = url(place);
    if (url.getProtocol().equals("http") && !url.getHost().matches("127\\..*|localhost|\\[::1]")) {
      LOG.warn(
          "The key set {} is fetched without encryption: who can change it on its way can forge"
              + " tokens. Use https.",
          place);
    }
    return new URLBasedJWKSetSource<>(
        url, new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_SET_BYTES));
  }

  private static URL url(String place) {
    try {
      URL url = URI.create(place).toURL();
      if (!url.getHost().isEmpty() && url.getUserInfo() == null) {
        return url;
      }
    } catch (MalformedURLException | IllegalArgumentException e) {
      // said below
    }
    throw new ConfigException(
        Settings.JWT_JWKS.key() + ": must be an http(s) URL with a host and without a password");
  }

  private static String keys(List<Setting<String>> settings) {
    return String.join(", ", settings.stream().map(Setting::key).toList());
  }
}
