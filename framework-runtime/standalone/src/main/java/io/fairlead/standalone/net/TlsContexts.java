package io.fairlead.standalone.net;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Setting;
import io.fairlead.core.config.Settings;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** TLS 1.2 and 1.3, from a PEM pair or a PKCS#12 store, as configured. */
public final class TlsContexts {

  private static final Logger LOG = LogManager.getLogger(TlsContexts.class);

  private TlsContexts() {}

  /** A key and the certificates that vouch for it, the server's own first. */
  record Pair(PrivateKey key, List<X509Certificate> chain) {}

  /**
   * The context as configured; null where TLS is off.
   *
   * @throws ConfigException naming the file, the cause and the cure
   */
  public static @Nullable SslContext of(FairleadConfig config) {
    boolean pem = set(config, Settings.TLS_CERTIFICATE) || set(config, Settings.TLS_KEY);
    boolean store = set(config, Settings.TLS_STORE);
    if (pem && store) {
      throw new ConfigException(
          Settings.TLS_STORE.key()
              + " and "
              + Settings.TLS_CERTIFICATE.key()
              + " are both set; keep the store or the PEM pair, not both");
    }
    if (!pem && !store) {
      return null;
    }
    Pair pair = pem ? pemPair(config) : storePair(config);
    warnOfDates(pair.chain().get(0));
    return context(pair);
  }

  private static Pair pemPair(FairleadConfig config) {
    for (Setting<String> half : List.of(Settings.TLS_CERTIFICATE, Settings.TLS_KEY)) {
      if (!set(config, half)) {
        throw new ConfigException(
            half.key() + " is missing; TLS from PEM needs the certificate and its key");
      }
    }
    List<X509Certificate> chain =
        PemFiles.chain(Settings.TLS_CERTIFICATE.key(), config.get(Settings.TLS_CERTIFICATE));
    PrivateKey key =
        PemFiles.key(
            Settings.TLS_KEY.key(), config.get(Settings.TLS_KEY), chain.get(0).getPublicKey());
    return new Pair(key, chain);
  }

  private static Pair storePair(FairleadConfig config) {
    return KeyStores.pair(
        Settings.TLS_STORE.key(),
        config.get(Settings.TLS_STORE),
        config.get(Settings.TLS_STORE_PASSWORD).toCharArray());
  }

  private static SslContext context(Pair pair) {
    try {
      return SslContextBuilder.forServer(pair.key(), pair.chain().toArray(new X509Certificate[0]))
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new ConfigException("fairlead.server.tls: the JVM does not take this key (" + e + ")");
    }
  }

  private static void warnOfDates(X509Certificate certificate) {
    Date now = new Date();
    if (now.after(certificate.getNotAfter()) || now.before(certificate.getNotBefore())) {
      LOG.warn(
          "the TLS certificate is valid from {} to {} only: clients will refuse it",
          certificate.getNotBefore(),
          certificate.getNotAfter());
    }
  }

  private static boolean set(FairleadConfig config, Setting<String> setting) {
    return !config.get(setting).isBlank();
  }

  static ConfigException unreadable(String setting, String file, IOException cause) {
    return new ConfigException(
        setting + ": '" + file + "' cannot be read (" + cause + "); check the path and its rights");
  }

  static X509Certificate[] x509(java.security.cert.Certificate[] chain) {
    return Arrays.copyOf(chain, chain.length, X509Certificate[].class);
  }
}
