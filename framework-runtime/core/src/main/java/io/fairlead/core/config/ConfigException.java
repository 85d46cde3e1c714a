package io.fairlead.core.config;

/**
 * The configuration is wrong; the message is one line that names the key, the cause and the cure.
 */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Names the key, the cause and the cure in one line. */
  public ConfigException(String message) {
    super(message);
  }
}
