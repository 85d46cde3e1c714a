package io.fairlead.core.plugin;

import io.fairlead.api.plugin.InactivePluginException;
import io.fairlead.api.plugin.PluginConfigException;
import org.jspecify.annotations.Nullable;

/** Puts what plugins throw into words. */
final class Faults {

  private Faults() {}

  /** The exception to throw for a fault: itself, or a {@link PluginException} for an error. */
  static Exception asException(@Nullable Throwable fault) {
    Fatal.rethrow(fault);
    if (fault instanceof Exception exception) {
      return exception;
    }
    return new PluginException(oneLine(fault), fault);
  }

  /** A fault in one line, with the cure where a class is missing or too new. Never fails. */
  static String oneLine(@Nullable Throwable fault) {
    try {
      return described(fault);
    } catch (Throwable e) {
      Fatal.rethrow(e);
      return fault == null ? "unknown" : fault.getClass().getName(); // a plugin's own exception
    }
  }

  private static String described(@Nullable Throwable fault) {
    if (fault == null) {
      return "unknown";
    }
    if (fault instanceof PluginException
        || fault instanceof PluginConfigException
        || fault instanceof InactivePluginException) {
      return flat(fault.getMessage());
    }
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof HiddenClassException) {
        return flat("class " + each.getMessage());
      }
      if (each instanceof UnsupportedClassVersionError) {
        return flat("a class needs a newer Java than this one: " + each.getMessage());
      }
    }
    return flat(fault.toString());
  }

  private static String flat(@Nullable String text) {
    return String.valueOf(text).replaceAll("\\s*\\R\\s*", " ");
  }
}
