package io.fairlead.core.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of one plugin: {@linkplain SharedPackages shared contracts} from the runtime;
 * then what is in the plugin jar and its {@code lib/}; then what the plugins it requires hold; then
 * the JDK. The runtime's own classes and libraries stay hidden, so that a plugin works the same
 * whatever the runtime is built of.
 *
 * <p>The runtime's loader is still its {@linkplain #getParent() parent}, because logging goes by
 * that: this keeps plugins apart, it does not lock them in.
 */
final class PluginClassLoader extends URLClassLoader {

  private static final ClassLoader JDK = ClassLoader.getPlatformClassLoader();

  static {
    registerAsParallelCapable();
  }

  /** Tells the versions of a plugin apart, in stack traces for example. */
  private static final AtomicInteger MADE = new AtomicInteger();

  private final String id;
  private final List<PluginClassLoader> required;

  PluginClassLoader(String id, List<URL> urls, List<PluginClassLoader> required) {
    super(
        "plugin-" + id + "@" + MADE.incrementAndGet(),
        urls.toArray(URL[]::new),
        PluginClassLoader.class.getClassLoader());
    this.id = id;
    this.required = List.copyOf(required);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    Class<?> type = find(name);
    if (resolve) {
      resolveClass(type);
    }
    return type;
  }

  private Class<?> find(String name) throws ClassNotFoundException {
    Class<?> type = null;
    if (SharedPackages.contains(name)) {
      type = from(getParent(), name);
      if (type == null && !SharedPackages.mayBeBrought(name)) {
        throw new HiddenClassException(name, id);
      }
    }
    if (type == null) {
      type = fromPlugins(name);
    }
    if (type == null) {
      type = from(JDK, name);
    }
    if (type == null) {
      throw new HiddenClassException(name, id);
    }
    return type;
  }

  private static @Nullable Class<?> from(ClassLoader loader, String name) {
    try {
      return loader.loadClass(name);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private @Nullable Class<?> fromPlugins(String name) {
    Class<?> type = own(name);
    for (PluginClassLoader each : required) {
      if (type == null) {
        type = each.fromPlugins(name);
      }
    }
    return type;
  }

  private @Nullable Class<?> own(String name) {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try {
        return findClass(name);
      } catch (ClassNotFoundException e) {
        return null;
      }
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL url = findResource(name);
    if (url == null && !isMetadata(name)) {
      url = fromRequired(name);
    }
    return url == null && !isMetadata(name) ? JDK.getResource(name) : url;
  }

  private @Nullable URL fromRequired(String name) {
    for (PluginClassLoader each : required) {
      URL url = each.findResource(name);
      if (url == null) {
        url = each.fromRequired(name);
      }
      if (url != null) {
        return url;
      }
    }
    return null;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
    if (!isMetadata(name)) {
      URL more = fromRequired(name);
      if (more != null) {
        all.add(more);
      }
      all.addAll(Collections.list(JDK.getResources(name)));
    }
    return Collections.enumeration(all);
  }

  /** Service entries and the like speak for the jar that they lie in, and for no other. */
  private static boolean isMetadata(String name) {
    return name.startsWith("META-INF/");
  }

  @Override
  public String toString() {
    return "class loader of plugin '" + id + "'";
  }
}
