package io.fairlead.api.plugin;

/**
 * Thrown by {@link Plugin#start} to say that the plugin has nothing to do as configured. That is no
 * fault: the plugin is listed as inactive with this message, and its contributions are taken back.
 */
public final class InactivePluginException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param reason names the setting that would make it active
   */
  public InactivePluginException(String reason) {
    super(reason);
  }
}
