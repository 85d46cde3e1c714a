package io.fairlead.api.plugin;

/** A plugin's section of the configuration is wrong; the message names the key, cause and cure. */
public final class PluginConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Names the key, the cause and the cure in one line. */
  public PluginConfigException(String message) {
    super(message);
  }
}
