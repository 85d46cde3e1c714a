package io.fairlead.core.plugin;

/** A class is not there for a plugin; the message says what to do about it. */
final class HiddenClassException extends ClassNotFoundException {

  private static final long serialVersionUID = 1L;

  HiddenClassException(String className, String pluginId) {
    super(message(className, pluginId));
  }

  private static String message(String className, String pluginId) {
    if (className.startsWith("io.fairlead.")) {
      return className
          + " is not for plugins, and '"
          + pluginId
          + "' needs it; use the types of io.fairlead.api instead";
    }
    return className
        + " is not in plugin '"
        + pluginId
        + "'; put its library into the plugin jar's lib/ or shade it (a plugin sees the JDK,"
        + " jakarta.*, io.fairlead.api, JSpecify, log4j-api and its own jar)";
  }
}
