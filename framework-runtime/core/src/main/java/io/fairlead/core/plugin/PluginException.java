package io.fairlead.core.plugin;

import org.jspecify.annotations.Nullable;

/** A plugin cannot be used; the message is one line that names the file or plugin, cause, cure. */
public final class PluginException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Names the file or plugin, the cause and the cure in one line. */
  public PluginException(String message) {
    this(message, null);
  }

  /** The same, with what it came from. */
  public PluginException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
