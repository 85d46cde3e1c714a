package io.fairlead.core.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.api.application.FairleadApplication;
import io.fairlead.core.plugin.Fatal;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLConnection;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of a service file. Read here and not by {@link java.util.ServiceLoader}, whose order is
 * that of the jars on the class path, and whose messages name neither file nor cure.
 *
 * @param name the class that it names
 * @param file where it stands
 */
record ServiceEntry(String name, URL file) {

  static final String SERVICE = "META-INF/services/" + FairleadApplication.class.getName();

  /** All entries that a class loader sees, by the name of the class; each class once. */
  static Collection<ServiceEntry> find(ClassLoader loader) {
    Map<String, ServiceEntry> found = new TreeMap<>();
    try {
      for (URL file : Collections.list(loader.getResources(SERVICE))) {
        names(file).forEach(name -> found.putIfAbsent(name, new ServiceEntry(name, file)));
      }
    } catch (IOException e) {
      throw new ApplicationException(
          SERVICE + " cannot be read: " + e + "; build or copy its jar again", e);
    }
    return found.values();
  }

  private static List<String> names(URL file) throws IOException {
    URLConnection connection = file.openConnection();
    connection.setUseCaches(false); // a cached jar stays open when the application has gone
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  /**
   * Makes the application that it names.
   *
   * @throws ApplicationException if there is none, or it cannot be made
   */
  FairleadApplication create(ClassLoader loader) {
    Class<?> type = load(loader);
    if (!FairleadApplication.class.isAssignableFrom(type)) {
      throw wrong(
          "which does not implement the runtime's "
              + FairleadApplication.class.getName()
              + "; correct that line, or keep one copy of fairlead-api only",
          null);
    }
    try {
      return (FairleadApplication) constructor(type).newInstance();
    } catch (InvocationTargetException e) {
      Fatal.rethrow(e.getCause());
      throw wrong("whose constructor threw " + e.getCause() + "; do the work in start()", e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw wrong("which cannot be made: " + e, e);
    }
  }

  private Class<?> load(ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw wrong(
          "which is not on the application's class path; correct that line, or add the class", e);
    } catch (LinkageError e) {
      throw wrong(
          "which cannot be loaded: " + e + "; build it again, with the libraries that it needs", e);
    }
  }

  private Constructor<?> constructor(Class<?> type) {
    for (Constructor<?> each : type.getConstructors()) {
      if (each.getParameterCount() == 0
          && Modifier.isPublic(type.getModifiers())
          && !Modifier.isAbstract(type.getModifiers())) {
        return each;
      }
    }
    throw wrong("which must be a public class with a public constructor without parameters", null);
  }

  private ApplicationException wrong(String problem, @Nullable Throwable cause) {
    return new ApplicationException(file + " names " + name + ", " + problem, cause);
  }
}
