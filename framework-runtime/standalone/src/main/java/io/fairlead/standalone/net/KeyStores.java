package io.fairlead.standalone.net;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads the key and chain of a PKCS#12 store (RFC 7292). */
final class KeyStores {

  private KeyStores() {}

  static TlsContexts.Pair pair(String setting, String file, char[] password) {
    try {
      KeyStore store = load(setting, file, password);
      List<String> keys = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          keys.add(alias);
        }
      }
      if (keys.size() != 1) {
        throw new ConfigException(
            setting + ": '" + file + "' holds " + keys.size() + " keys; it must hold exactly one");
      }
      PrivateKey key = (PrivateKey) store.getKey(keys.get(0), password);
      return new TlsContexts.Pair(
          key, List.of(TlsContexts.x509(store.getCertificateChain(keys.get(0)))));
    } catch (GeneralSecurityException e) {
      throw new ConfigException(
          setting
              + ": the key in '"
              + file
              + "' cannot be read ("
              + e
              + "); check "
              + Settings.TLS_STORE_PASSWORD.key());
    }
  }

  private static KeyStore load(String setting, String file, char[] password)
      throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return store;
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw new ConfigException(
            setting
                + ": the password does not open '"
                + file
                + "'; set "
                + Settings.TLS_STORE_PASSWORD.key());
      }
      if (Files.isRegularFile(Path.of(file)) && Files.isReadable(Path.of(file))) {
        throw new ConfigException(setting + ": '" + file + "' is no PKCS#12 store (" + e + ")");
      }
      throw TlsContexts.unreadable(setting, file, e);
    } catch (InvalidPathException e) {
      throw new ConfigException(setting + ": '" + file + "' is no path");
    }
  }
}
