package io.fairlead.core.plugin;

import io.fairlead.api.plugin.Plugin;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The classes of one plugin, loaded and checked, and its instance, not started. */
final class LoadedPlugin implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(LoadedPlugin.class);

  private final PluginClassLoader loader;
  private final @Nullable Plugin instance;
  private final List<Class<?>> endpoints;

  private LoadedPlugin(
      PluginClassLoader loader, @Nullable Plugin instance, List<Class<?>> endpoints) {
    this.loader = loader;
    this.instance = instance;
    this.endpoints = endpoints;
  }

  /**
   * Loads a plugin. Called on a thread of its own, which gets the plugin's loader as its context
   * class loader.
   *
   * @throws Exception what is wrong with it; {@link Faults#oneLine} puts it into words
   */
  static LoadedPlugin load(
      String id, List<URL> urls, List<PluginClassLoader> required, JarScan scan) throws Exception {
    PluginClassLoader loader = new PluginClassLoader(id, urls, required);
    Thread.currentThread().setContextClassLoader(loader);
    boolean loaded = false;
    try {
      List<Class<?>> endpoints = new ArrayList<>();
      for (String name : scan.endpoints()) {
        endpoints.add(endpoint(name, loader));
      }
      LoadedPlugin plugin = new LoadedPlugin(loader, instance(scan.plugins(), loader), endpoints);
      loaded = true;
      return plugin;
    } finally {
      if (!loaded) {
        loader.close();
      }
    }
  }

  /** Looks through the class, so that a type it lacks is found now and not at the first client. */
  private static Class<?> endpoint(String name, ClassLoader loader) throws ClassNotFoundException {
    Class<?> type = Class.forName(name, false, loader);
    ServerEndpoint annotation = type.getAnnotation(ServerEndpoint.class);
    LOG.debug(
        "endpoint {} at {}: {}, {}, {}, {} members",
        name,
        annotation.value(),
        annotation.configurator(),
        annotation.encoders(),
        annotation.decoders(),
        type.getDeclaredFields().length
            + type.getDeclaredConstructors().length
            + type.getMethods().length);
    return type;
  }

  private static @Nullable Plugin instance(List<String> names, ClassLoader loader) {
    if (names.isEmpty()) {
      return null;
    }
    if (names.size() > 1) {
      throw new PluginException(
          "its service entry names " + names.size() + " classes; a jar is one plugin: name one");
    }
    String name = names.get(0);
    check(name, loader);
    try {
      return ServiceLoader.load(Plugin.class, loader).stream()
          .filter(provider -> provider.type().getName().equals(name))
          .map(ServiceLoader.Provider::get)
          .findFirst()
          .orElseThrow(() -> new PluginException("its service entry cannot be read"));
    } catch (ServiceConfigurationError e) {
      throw new PluginException(
          "the constructor of " + name + " failed: " + Faults.oneLine(root(e)), e);
    }
  }

  private static Throwable root(ServiceConfigurationError error) {
    return error.getCause() != null ? error.getCause() : error;
  }

  /** The checks that {@link ServiceLoader} makes, in words that tell the cure. */
  private static void check(String name, ClassLoader loader) {
    Class<?> type;
    try {
      type = Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new PluginException(
          "its service entry names "
              + name
              + ", which is not in the jar; correct "
              + JarScan.SERVICE,
          e);
    }
    if (!Plugin.class.isAssignableFrom(type)) {
      throw new PluginException(
          "its service entry names "
              + name
              + ", which does not implement "
              + Plugin.class.getName());
    }
    if (!Modifier.isPublic(type.getModifiers())
        || Modifier.isAbstract(type.getModifiers())
        || !hasPublicConstructor(type)) {
      throw new PluginException(
          name + " must be a public class with a public constructor without parameters");
    }
  }

  private static boolean hasPublicConstructor(Class<?> type) {
    return Arrays.stream(type.getConstructors())
        .anyMatch(constructor -> constructor.getParameterCount() == 0);
  }

  PluginClassLoader loader() {
    return loader;
  }

  /** The plugin; null where the jar holds endpoints only. */
  @Nullable Plugin instance() {
    return instance;
  }

  List<Class<?>> endpoints() {
    return endpoints;
  }

  /** Gives up the class loader and its files. */
  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      LOG.warn("{} did not close: {}", loader, String.valueOf(e));
    }
  }
}
