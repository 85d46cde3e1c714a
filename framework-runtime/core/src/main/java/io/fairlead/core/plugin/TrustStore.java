package io.fairlead.core.plugin;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.PluginSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the certificates that are trusted to sign plugin jars. */
final class TrustStore {

  private static final String KEY = PluginSettings.TRUST_STORE.key();
  private static final String PASSWORD = PluginSettings.TRUST_STORE_PASSWORD.key();
  private static final String PASSWORD_FILE = PluginSettings.TRUST_STORE_PASSWORD_FILE.key();

  private TrustStore() {}

  /**
   * Reads the store that the configuration names.
   *
   * @throws ConfigException naming setting, cause and cure
   */
  static Set<X509Certificate> read(FairleadConfig config) {
    String file = config.get(PluginSettings.TRUST_STORE);
    if (file.isEmpty()) {
      throw new ConfigException(
          PluginSettings.SIGNATURES.key()
              + " wants signed plugin jars, and nothing says whose signatures are trusted; set "
              + KEY);
    }
    char @Nullable [] password = password(config);
    Set<X509Certificate> trusted = new LinkedHashSet<>();
    try {
      KeyStore store = open(file, password);
      for (String alias : Collections.list(store.aliases())) {
        if (store.isCertificateEntry(alias)
            && store.getCertificate(alias) instanceof X509Certificate certificate) {
          trusted.add(certificate);
        }
      }
    } catch (GeneralSecurityException e) {
      throw new ConfigException(
          KEY + ": '" + file + "' is neither a PKCS#12 nor a JKS store (" + e.getMessage() + ")");
    }
    if (trusted.isEmpty()) { // without its password some stores only seem to be empty
      throw new ConfigException(
          KEY
              + ": '"
              + file
              + "' holds no trusted certificate; import one with keytool -importcert"
              + (password == null ? ", or set " + PASSWORD : ""));
    }
    return Collections.unmodifiableSet(trusted);
  }

  private static KeyStore open(String file, char @Nullable [] password)
      throws GeneralSecurityException {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
        throw new ConfigException(KEY + ": there is no readable file '" + file + "'");
      }
      return KeyStore.getInstance(path.toFile(), password);
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw new ConfigException(
            KEY + ": the password does not open '" + file + "'; set " + PASSWORD);
      }
      throw new ConfigException(
          KEY + ": '" + file + "' cannot be read (" + e.getMessage() + "); copy or make it again");
    } catch (InvalidPathException e) {
      throw new ConfigException(KEY + ": '" + file + "' is no path");
    }
  }

  private static char @Nullable [] password(FairleadConfig config) {
    String text = config.get(PluginSettings.TRUST_STORE_PASSWORD);
    String file = config.get(PluginSettings.TRUST_STORE_PASSWORD_FILE);
    if (!text.isEmpty() && !file.isEmpty()) {
      throw new ConfigException(PASSWORD + " and " + PASSWORD_FILE + " are both set; set one");
    }
    if (file.isEmpty()) {
      return text.isEmpty() ? null : text.toCharArray();
    }
    try {
      return Files.readString(Path.of(file)).replaceFirst("\\R\\z", "").toCharArray();
    } catch (IOException | InvalidPathException e) { // the content is no part of the message
      throw new ConfigException(
          PASSWORD_FILE + ": '" + file + "' cannot be read as text; name a file in UTF-8");
    }
  }
}
