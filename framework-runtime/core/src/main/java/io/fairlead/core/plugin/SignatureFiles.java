package io.fairlead.core.plugin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the signature files of a jar claim, by the JAR file specification: which entries there are,
 * and what the manifest says. {@link JarFile} compares digests of what it reads, and misses neither
 * an entry that is gone, nor a main section that no digest covers.
 */
final class SignatureFiles {

  static final String NOT_SIGNED =
      "is not signed; sign it with jarsigner, with a key that the store of"
          + " fairlead.plugins.trust-store trusts";

  private static final String DIRECTORY = "META-INF/";
  private static final int MOST_BYTES = 16 << 20; // as the JDK has it
  private static final String STRONG = "(SHA-?(?:256|384|512)|SHA3-(?:256|384|512))";
  private static final Pattern WHOLE =
      Pattern.compile(STRONG + "-Digest-Manifest", Pattern.CASE_INSENSITIVE);
  private static final Pattern MAIN =
      Pattern.compile(STRONG + "-Digest-Manifest-Main-Attributes", Pattern.CASE_INSENSITIVE);

  private final Set<String> signed;

  private SignatureFiles(Set<String> signed) {
    this.signed = signed;
  }

  /** Whether the specification leaves that entry out of what is signed. */
  static boolean isOne(String entry) {
    String name = entry.toUpperCase(Locale.ROOT);
    if (!name.startsWith(DIRECTORY) || name.indexOf('/', DIRECTORY.length()) >= 0) {
      return false;
    }
    return name.substring(DIRECTORY.length())
        .matches("MANIFEST\\.MF|.*\\.(SF|DSA|RSA|EC)|SIG-[^.]*(\\.[A-Z0-9]{1,3})?");
  }

  /**
   * Reads the signature files of a jar.
   *
   * @throws PluginException if there is none, or the jar does not fit them
   */
  static SignatureFiles read(JarFile jar, List<JarEntry> entries) throws IOException {
    Set<String> names = names(entries);
    JarEntry manifest = null;
    for (JarEntry each : entries) {
      if (each.getName().equalsIgnoreCase(JarFile.MANIFEST_NAME)) {
        manifest = each;
      }
    }
    List<JarEntry> files =
        entries.stream()
            .filter(each -> isOne(each.getName()))
            .filter(each -> each.getName().toUpperCase(Locale.ROOT).endsWith(".SF"))
            .toList();
    if (manifest == null || files.isEmpty()) {
      throw new PluginException(NOT_SIGNED);
    }
    byte[] content = content(jar, manifest);
    Set<String> signed = new TreeSet<>();
    for (JarEntry each : files) {
      Manifest file = new Manifest(new ByteArrayInputStream(content(jar, each)));
      checkMainSection(each.getName(), file.getMainAttributes(), content);
      signed.addAll(file.getEntries().keySet());
    }
    for (String each : signed) {
      if (!names.contains(each)) {
        throw new PluginException(
            each + " was signed and is not in it any more; get the jar from its maker again");
      }
    }
    return new SignatureFiles(signed);
  }

  /** Of two entries with one name, nobody could say which one is read. */
  private static Set<String> names(List<JarEntry> entries) {
    Set<String> names = new HashSet<>();
    for (JarEntry each : entries) {
      String name = each.getName();
      if (!names.add(isOne(name) ? name.toUpperCase(Locale.ROOT) : name)) {
        throw new PluginException(name + " is in it twice; build it again");
      }
    }
    return names;
  }

  /** The first call makes the JDK verify the signatures. */
  private static byte[] content(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new PluginException(
            entry.getName() + " in it is too long for a signature; build a smaller jar");
      }
      return bytes;
    } catch (SecurityException e) {
      throw new PluginException(
          "its signature does not fit ("
              + e.getMessage()
              + "); get the jar from its maker again, or sign it again",
          e);
    }
  }

  /** The main section names the plugin and its rights; the JDK lets it go without a digest. */
  private static void checkMainSection(String file, Attributes claims, byte[] manifest) {
    for (Map.Entry<Object, Object> each : claims.entrySet()) {
      String name = each.getKey().toString();
      Matcher whole = WHOLE.matcher(name);
      if (MAIN.matcher(name).matches() // compared by the JDK
          || (whole.matches() && each.getValue().equals(digest(whole.group(1), manifest)))) {
        return;
      }
    }
    throw new PluginException(
        file
            + " in it does not cover the main section of the manifest; sign it again with"
            + " jarsigner");
  }

  private static String digest(String algorithm, byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      return ""; // equal to no digest
    }
  }

  /** What to say of an entry that counts as unsigned. */
  PluginException unsigned(String entry) {
    return new PluginException(
        signed.contains(entry)
            ? "the signature of "
                + entry
                + " in it does not count: this Java forbids its algorithm"
                + " (jdk.jar.disabledAlgorithms), or cannot read it; sign it again with SHA-256"
            : entry + " in it is not signed; sign the whole jar again with jarsigner");
  }
}
