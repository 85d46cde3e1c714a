package io.fairlead.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Makes plugin jars from source text, for tests of loading. For use by one thread.
 *
 * <pre>{@code
 * PluginJar.named("shout.jar")
 *     .id("shout").version("1.0").api("[0.1,1)")
 *     .source("package shout; public class Shout implements io.fairlead.api.plugin.Plugin { … }")
 *     .service("shout.Shout")
 *     .writeTo(plugins);
 * }</pre>
 */
public final class PluginJar {

  private static final String SERVICE = "META-INF/services/io.fairlead.api.plugin.Plugin";

  private final String fileName;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<String> sources = new ArrayList<>();
  private final List<Path> classPath = new ArrayList<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final List<KeyStore.PrivateKeyEntry> keys = new ArrayList<>();

  private PluginJar(String fileName) {
    this.fileName = fileName;
  }

  /** Starts a jar with that file name, for example {@code shout.jar}; its manifest is empty. */
  public static PluginJar named(String fileName) {
    return new PluginJar(fileName);
  }

  /** Sets {@code Fairlead-Plugin-Id}. */
  public PluginJar id(String id) {
    return manifest("Fairlead-Plugin-Id", id);
  }

  /** Sets {@code Fairlead-Plugin-Version}. */
  public PluginJar version(String version) {
    return manifest("Fairlead-Plugin-Version", version);
  }

  /** Sets {@code Fairlead-Plugin-Api}, a range such as {@code [0.1,1)}. */
  public PluginJar api(String range) {
    return manifest("Fairlead-Plugin-Api", range);
  }

  /** Sets {@code Fairlead-Plugin-Requires}. */
  public PluginJar requires(String... ids) {
    return manifest("Fairlead-Plugin-Requires", String.join(",", ids));
  }

  /** Sets an attribute of the manifest. */
  public PluginJar manifest(String name, String value) {
    attributes.put(name, value);
    return this;
  }

  /**
   * Adds a class, interface, record or enum: the whole text of its file. All sources of the jar are
   * compiled together, for Java 17, against the class path of the test.
   */
  public PluginJar source(String text) {
    sources.add(text);
    return this;
  }

  /** Adds jars or directories that the sources are compiled against; they are not packed. */
  public PluginJar compiledAgainst(Path... paths) {
    classPath.addAll(List.of(paths));
    return this;
  }

  /** Names the class that implements {@code Plugin}; called again, it names one more. */
  public PluginJar service(String className) {
    byte[] line = (className + "\n").getBytes(StandardCharsets.UTF_8);
    entries.merge(SERVICE, line, PluginJar::joined);
    return this;
  }

  /** Adds a file with a text in UTF-8. */
  public PluginJar resource(String path, String text) {
    return resource(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file. */
  public PluginJar resource(String path, byte[] content) {
    entries.put(path, content.clone());
    return this;
  }

  /** Packs another jar into {@code lib/}. */
  public PluginJar lib(PluginJar library) {
    return resource("lib/" + library.fileName, library.bytes());
  }

  /**
   * Signs the jar as {@code jarsigner} does. Called again, it signs once more, with another key.
   *
   * @param key with its chain of certificates, its own first
   */
  public PluginJar signedBy(KeyStore.PrivateKeyEntry key) {
    keys.add(key);
    return this;
  }

  /**
   * Writes the jar into a directory.
   *
   * @return the file
   * @throws IllegalArgumentException with the compiler's messages if a source does not compile
   */
  public Path writeTo(Path directory) {
    Path file = directory.resolve(fileName);
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The jar's bytes.
   *
   * @throws IllegalArgumentException with the compiler's messages if a source does not compile
   */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = open(bytes)) {
      for (Map.Entry<String, byte[]> each : SourceCompiler.compile(sources, classPath).entrySet()) {
        write(jar, each.getKey(), each.getValue());
      }
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        write(jar, each.getKey(), each.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return JarSigning.signed(bytes.toByteArray(), keys);
  }

  private JarOutputStream open(OutputStream out) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach(manifest.getMainAttributes()::putValue);
    return new JarOutputStream(out, manifest);
  }

  private static void write(JarOutputStream jar, String path, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(path));
    jar.write(content);
    jar.closeEntry();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
