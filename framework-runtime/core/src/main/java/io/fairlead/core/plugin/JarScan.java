package io.fairlead.core.plugin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Indexer;

/**
 * What a plugin jar holds, found without loading any class of it. Jars in its {@code lib/} are not
 * looked into.
 *
 * @param plugins the classes that its service entry names
 * @param endpoints annotated classes that can be hosted, sorted
 * @param hidden annotated classes that cannot, because they are no concrete public classes
 * @param authenticates whether a class of it refers to {@code Authenticator}
 */
record JarScan(
    List<String> plugins, List<String> endpoints, List<String> hidden, boolean authenticates) {

  static final String SERVICE = "META-INF/services/io.fairlead.api.plugin.Plugin";

  private static final DotName ENDPOINT =
      DotName.createSimple("jakarta.websocket.server.ServerEndpoint");
  // a class that uses a type holds its name in the constant pool, in plain bytes
  private static final String ENDPOINT_BYTES = "jakarta/websocket/server/ServerEndpoint;";
  private static final String AUTHENTICATOR_BYTES = "io/fairlead/api/plugin/Authenticator";
  private static final int CLASS_MAGIC = 0xCAFEBABE;
  private static final int JAVA_1 = 44;

  /**
   * Scans a jar.
   *
   * @throws PluginException if a class file is broken or of a newer Java
   */
  static JarScan of(JarFile jar) throws IOException {
    Indexer indexer = new Indexer();
    boolean authenticates = false;
    for (JarEntry entry : classes(jar)) {
      byte[] bytes = read(jar, entry);
      checkVersion(entry.getName(), bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      authenticates |= text.contains(AUTHENTICATOR_BYTES);
      if (text.contains(ENDPOINT_BYTES)) {
        indexer.index(new ByteArrayInputStream(bytes));
      }
    }
    List<String> endpoints = new ArrayList<>();
    List<String> hidden = new ArrayList<>();
    for (AnnotationInstance each : indexer.complete().getAnnotations(ENDPOINT)) {
      if (each.target().kind() == AnnotationTarget.Kind.CLASS) {
        ClassInfo type = each.target().asClass();
        (canBeHosted(type) ? endpoints : hidden).add(type.name().toString());
      }
    }
    return new JarScan(
        services(jar),
        endpoints.stream().sorted().toList(),
        hidden.stream().sorted().toList(),
        authenticates);
  }

  private static List<JarEntry> classes(JarFile jar) {
    return jar.stream()
        .filter(entry -> entry.getName().endsWith(".class"))
        .filter(entry -> !entry.getName().startsWith("META-INF/"))
        .filter(entry -> !entry.getName().endsWith("module-info.class"))
        .toList();
  }

  private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static void checkVersion(String name, byte[] bytes) {
    if (bytes.length < 8 || ByteBuffer.wrap(bytes).getInt(0) != CLASS_MAGIC) {
      throw new PluginException(name + " in it is no class file; build the jar again");
    }
    int needed = (ByteBuffer.wrap(bytes).getShort(6) & 0xFFFF) - JAVA_1;
    int here = Runtime.version().feature();
    if (needed > here) {
      throw new PluginException(
          name.replace(".class", "").replace('/', '.')
              + " in it is compiled for Java "
              + needed
              + ", and this is Java "
              + here
              + "; compile with --release "
              + here
              + " or run a newer Java");
    }
  }

  private static boolean canBeHosted(ClassInfo type) {
    boolean inner =
        switch (type.nestingType()) {
          case TOP_LEVEL -> false;
          case INNER -> !Modifier.isStatic(type.flags());
          default -> true;
        };
    return !inner && Modifier.isPublic(type.flags()) && !type.isAbstract() && !type.isInterface();
  }

  /** The names in the service entry, in the format that {@link java.util.ServiceLoader} reads. */
  private static List<String> services(JarFile jar) throws IOException {
    JarEntry entry = jar.getJarEntry(SERVICE);
    if (entry == null) {
      return List.of();
    }
    return new String(read(jar, entry), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .distinct()
        .toList();
  }
}
