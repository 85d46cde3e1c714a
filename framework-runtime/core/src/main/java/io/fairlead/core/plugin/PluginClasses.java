package io.fairlead.core.plugin;

/** Tells the classes of plugins from all others. */
public final class PluginClasses {

  private PluginClasses() {}

  /** Whether a class was loaded from a plugin jar: it may be replaced by one of the same name. */
  public static boolean contain(Class<?> type) {
    return type.getClassLoader() instanceof PluginClassLoader;
  }
}
