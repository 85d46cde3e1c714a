package io.fairlead.core.plugin;

import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.function.Supplier;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.spi.ExtendedLogger;
import org.jspecify.annotations.Nullable;

/**
 * The logger {@code plugin.<id>}, whose lines carry the plugin's id in the thread context. Texts
 * are put together here, so that no object of a plugin stays behind in the logging system.
 */
final class PluginLogger implements System.Logger {

  private static final String SELF = PluginLogger.class.getName();

  private final String id;
  private final ExtendedLogger target;

  PluginLogger(String id) {
    this.id = id;
    this.target =
        LogManager.getContext(PluginLogger.class.getClassLoader(), false).getLogger("plugin." + id);
  }

  @Override
  public String getName() {
    return target.getName();
  }

  @Override
  public boolean isLoggable(Level level) {
    return target.isEnabled(translate(level));
  }

  // the short forms are here, and not left to the interface, so that the caller's line is found

  @Override
  public void log(Level level, @Nullable String message) {
    log(level, (ResourceBundle) null, message, (Throwable) null);
  }

  @Override
  public void log(Level level, Supplier<String> message) {
    if (isLoggable(level)) {
      write(level, String.valueOf(message.get()), null);
    }
  }

  @Override
  public void log(Level level, Object object) {
    if (isLoggable(level)) {
      write(level, object.toString(), null);
    }
  }

  @Override
  public void log(Level level, @Nullable String message, @Nullable Throwable thrown) {
    log(level, (ResourceBundle) null, message, thrown);
  }

  @Override
  public void log(Level level, Supplier<String> message, @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      write(level, String.valueOf(message.get()), thrown);
    }
  }

  @Override
  public void log(Level level, @Nullable String format, @Nullable Object @Nullable ... parameters) {
    log(level, (ResourceBundle) null, format, parameters);
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      write(level, localized(bundle, message), thrown);
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... parameters) {
    if (isLoggable(level)) {
      write(level, filled(localized(bundle, format), parameters), null);
    }
  }

  @SuppressWarnings("try") // closed for its effect on the logging context
  private void write(Level level, String text, @Nullable Throwable thrown) {
    try (var ignored = CloseableThreadContext.put(Invoker.PLUGIN, id)) {
      target.logMessage(SELF, translate(level), (Marker) null, new SimpleMessage(text), thrown);
    }
  }

  private static String filled(String format, @Nullable Object @Nullable [] parameters) {
    if (parameters == null || parameters.length == 0) {
      return format;
    }
    try {
      return MessageFormat.format(format, parameters);
    } catch (IllegalArgumentException e) {
      return format; // a slip in a log text must not cost the line
    }
  }

  private static String localized(@Nullable ResourceBundle bundle, @Nullable String key) {
    if (bundle == null || key == null) {
      return String.valueOf(key);
    }
    try {
      return bundle.getString(key);
    } catch (MissingResourceException | ClassCastException e) {
      return key;
    }
  }

  private static org.apache.logging.log4j.Level translate(Level level) {
    return switch (level) {
      case ALL -> org.apache.logging.log4j.Level.ALL;
      case TRACE -> org.apache.logging.log4j.Level.TRACE;
      case DEBUG -> org.apache.logging.log4j.Level.DEBUG;
      case INFO -> org.apache.logging.log4j.Level.INFO;
      case WARNING -> org.apache.logging.log4j.Level.WARN;
      case ERROR -> org.apache.logging.log4j.Level.ERROR;
      case OFF -> org.apache.logging.log4j.Level.OFF;
    };
  }
}
