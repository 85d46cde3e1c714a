package io.fairlead.core.plugin;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.PluginSettings;
import io.fairlead.core.config.PluginSettings.Signatures;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.CertPath;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Whether a plugin jar is signed: every entry of it, by one and the same signer, who is trusted.
 * Looks at the copy that is loaded afterwards. Safe for any thread.
 */
final class SignatureCheck {

  /** Finds no fault with anything. */
  static final SignatureCheck OFF = new SignatureCheck(Signatures.OFF, null);

  /** More than any plugin unpacks to: a small jar may unpack to no end. */
  private static final long MOST_BYTES = 1L << 30;

  private static final Result UNCHECKED = new Result(null, null);

  private final Signatures mode;
  private final @Nullable SignerTrust trust;

  private SignatureCheck(Signatures mode, @Nullable SignerTrust trust) {
    this.mode = mode;
    this.trust = trust;
  }

  /**
   * What was found.
   *
   * @param signer subject of the trusted signer; null for none
   * @param fault cause and cure in one line; null where all is well, or nobody looked
   */
  record Result(@Nullable String signer, @Nullable String fault) {}

  /**
   * A check as the configuration says.
   *
   * @throws io.fairlead.core.config.ConfigException if the trust store is needed and does not do
   */
  static SignatureCheck of(FairleadConfig config, Clock clock) {
    Signatures mode = config.get(PluginSettings.SIGNATURES);
    return mode == Signatures.OFF
        ? OFF
        : new SignatureCheck(
            mode,
            new SignerTrust(
                TrustStore.read(config), config.get(PluginSettings.SIGNER_REVOCATION), clock));
  }

  /** Whether a jar with a fault is left out. */
  boolean required() {
    return mode == Signatures.REQUIRE;
  }

  /** Checks a jar. */
  Result check(Path file) {
    if (trust == null) {
      return UNCHECKED;
    }
    // as it lies there, with the entries for all versions of Java
    try (JarFile jar = new JarFile(file.toFile(), true, ZipFile.OPEN_READ, JarFile.baseVersion())) {
      return new Result(new Reading(jar, trust).signer(), null);
    } catch (PluginException e) {
      return new Result(null, e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      return new Result(
          null, "is no readable jar (" + e.getMessage() + "); copy or build it again");
    }
  }

  /**
   * Whether the jars of a plugin name files elsewhere, which nobody has checked and which would be
   * loaded with them.
   *
   * @return the fault; null for none
   */
  @Nullable String leadsOut(List<URL> jars) {
    if (trust == null) {
      return null;
    }
    for (URL each : jars) {
      try {
        String reference = OutwardReferences.first(Path.of(each.toURI()));
        if (reference != null) {
          return "a manifest or index in it names '"
              + reference
              + "', which lies outside of the signed jar; bring it along in lib/, or drop it";
        }
      } catch (IOException | URISyntaxException e) {
        return "has a library that is no readable jar (" + e.getMessage() + "); build it again";
      }
    }
    return null;
  }

  /** One jar. */
  private static final class Reading {
    private final JarFile jar;
    private final SignerTrust trust;
    private final Map<CertPath, String> faults = new HashMap<>(); // empty for one who is trusted
    private @Nullable Map<X509Certificate, String> common; // who has signed all so far
    private long bytes;

    Reading(JarFile jar, SignerTrust trust) {
      this.jar = jar;
      this.trust = trust;
    }

    String signer() throws IOException {
      List<JarEntry> entries = Collections.list(jar.entries());
      SignatureFiles files = SignatureFiles.read(jar, entries);
      for (JarEntry each : entries) {
        if (!SignatureFiles.isOne(each.getName())) {
          check(each, files);
        }
      }
      if (common == null) {
        throw new PluginException(SignatureFiles.NOT_SIGNED);
      }
      return common.values().iterator().next();
    }

    private void check(JarEntry entry, SignatureFiles files) throws IOException {
      long size = read(entry);
      if (entry.isDirectory()) {
        if (size > 0) { // it can be loaded as a class, and is never signed
          throw new PluginException(
              "the directory " + entry.getName() + " in it has a content; build it again");
        }
        return;
      }
      CodeSigner[] signers = entry.getCodeSigners();
      if (signers == null || signers.length == 0) {
        throw files.unsigned(entry.getName());
      }
      meet(entry.getName(), trusted(signers));
    }

    /** To its end: only then is its digest compared. */
    private long read(JarEntry entry) throws IOException {
      byte[] buffer = new byte[8192];
      long before = bytes;
      try (InputStream in = jar.getInputStream(entry)) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          bytes += count;
          if (bytes > MOST_BYTES) {
            throw new PluginException(
                "unpacks to more than " + (MOST_BYTES >> 20) + " MiB; build a smaller jar");
          }
        }
      } catch (SecurityException e) {
        throw new PluginException(
            entry.getName()
                + " in it was changed after it was signed ("
                + e.getMessage()
                + "); get the jar from its maker again",
            e);
      }
      return bytes - before;
    }

    /** Those of the signers who are trusted, with their subjects; at least one. */
    private Map<X509Certificate, String> trusted(CodeSigner[] signers) {
      Map<X509Certificate, String> trusted = new LinkedHashMap<>();
      String fault = "";
      for (CodeSigner each : signers) {
        CertPath path = each.getSignerCertPath();
        String why =
            faults.computeIfAbsent(
                path,
                unknown -> {
                  String found = trust.fault(unknown);
                  return found == null ? "" : found;
                });
        if (why.isEmpty() && path.getCertificates().get(0) instanceof X509Certificate own) {
          trusted.put(own, SignerTrust.subject(own));
        } else if (fault.isEmpty()) {
          fault = why;
        }
      }
      if (trusted.isEmpty()) {
        throw new PluginException(fault);
      }
      return trusted;
    }

    private void meet(String entry, Map<X509Certificate, String> signers) {
      if (common == null) {
        common = signers;
        return;
      }
      String before = String.join("' and '", common.values());
      common.keySet().retainAll(signers.keySet());
      if (common.isEmpty()) {
        throw new PluginException(
            entry
                + " in it is not signed by '"
                + before
                + "' as what comes before it; sign the whole jar again with jarsigner");
      }
    }
  }
}
