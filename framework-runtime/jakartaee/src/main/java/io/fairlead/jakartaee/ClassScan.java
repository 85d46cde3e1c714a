package io.fairlead.jakartaee;

import jakarta.servlet.ServletContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the annotated classes of an application whose descriptor says {@code metadata-complete}:
 * then some servers hand the initializer nothing. Class files are looked at before any is loaded.
 */
final class ClassScan {

  private static final Logger LOG = LogManager.getLogger(ClassScan.class);
  private static final DotName ENDPOINT =
      DotName.createSimple("jakarta.websocket.server.ServerEndpoint");
  // a class that is annotated holds the name in its constant pool, in plain bytes
  private static final String ENDPOINT_BYTES = "Ljakarta/websocket/server/ServerEndpoint;";

  private final ServletContext context;
  private final Indexer indexer = new Indexer();

  private ClassScan(ServletContext context) {
    this.context = context;
  }

  /** The annotated classes in the application's classes and jars. */
  static Set<Class<?>> of(ServletContext context) {
    ClassScan scan = new ClassScan(context);
    try {
      scan.classes("/WEB-INF/classes/");
      scan.jars();
      return scan.load();
    } catch (IOException e) {
      throw new IllegalStateException("the application's classes cannot be read", e);
    }
  }

  private void classes(String directory) throws IOException {
    Set<String> paths = context.getResourcePaths(directory);
    for (String path : paths == null ? Set.<String>of() : paths) {
      if (path.endsWith("/")) {
        classes(path);
      } else if (path.endsWith(".class")) {
        try (InputStream in = open(path)) {
          look(in.readAllBytes());
        }
      }
    }
  }

  private void jars() throws IOException {
    Set<String> paths = context.getResourcePaths("/WEB-INF/lib/");
    for (String path : paths == null ? Set.<String>of() : paths) {
      if (path.endsWith(".jar")) {
        try (ZipInputStream jar = new ZipInputStream(open(path))) {
          jar(jar);
        }
      }
    }
  }

  private void jar(ZipInputStream jar) throws IOException {
    for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
      if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
        look(jar.readAllBytes());
      }
    }
  }

  private InputStream open(String path) throws IOException {
    InputStream in = context.getResourceAsStream(path);
    if (in == null) {
      throw new IOException(path + " is listed and cannot be opened");
    }
    return in;
  }

  private void look(byte[] bytes) throws IOException {
    if (new String(bytes, StandardCharsets.ISO_8859_1).contains(ENDPOINT_BYTES)) {
      indexer.index(new ByteArrayInputStream(bytes));
    }
  }

  private Set<Class<?>> load() {
    Set<Class<?>> found = new LinkedHashSet<>();
    Index index = indexer.complete();
    for (AnnotationInstance each : index.getAnnotations(ENDPOINT)) {
      if (each.target().kind() == AnnotationTarget.Kind.CLASS) {
        Class<?> type = load(each.target().asClass().name().toString());
        if (type != null) {
          found.add(type);
        }
      }
    }
    return found;
  }

  private static @Nullable Class<?> load(String name) {
    try {
      return Class.forName(name, false, WarConfig.loader());
    } catch (ClassNotFoundException | LinkageError e) {
      LOG.warn("{} is no endpoint here: it cannot be loaded ({})", name, e.toString());
      return null;
    }
  }
}
