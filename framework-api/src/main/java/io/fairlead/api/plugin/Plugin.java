package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;

/**
 * The entry of a plugin jar, named in {@code META-INF/services/io.fairlead.api.plugin.Plugin}; it
 * needs a public constructor without parameters. {@link #start} is called once, {@link #stop} once
 * after it; the two never overlap. Where the plugin is there from the server's start to its stop,
 * that is before the port opens and after the last connection has closed; where it comes, changes
 * or goes in between, connections are open. A new version starts while the old one still works, and
 * what it adds has effect when its start has returned, from one message to the next.
 *
 * <p>The jar's manifest tells who it is: {@code Fairlead-Plugin-Id}, {@code
 * Fairlead-Plugin-Version}, {@code Fairlead-Plugin-Api} (a range such as {@code [0.1,1)}) and
 * {@code Fairlead-Plugin-Requires} (ids, with commas between them). A jar that holds nothing but
 * {@code @ServerEndpoint} classes needs the manifest only.
 */
@UserImplemented
public interface Plugin {

  /**
   * Adds what the plugin contributes. May block, for example to read a file, within the start
   * deadline.
   *
   * @throws InactivePluginException if the plugin has nothing to do as configured
   * @throws PluginConfigException if its section of the configuration is wrong
   * @throws Exception if it cannot work; what it has added so far is taken back
   */
  void start(PluginContext context) throws Exception;

  /**
   * Lets go of what {@link #start} took, apart from contributions and listeners: those have been
   * withdrawn already. May still publish and fire events.
   */
  default void stop() throws Exception {}
}
