package io.fairlead.core.plugin;

import io.fairlead.api.admission.Revocations;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.leak.LeakWatch;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * What the runtime lends to its plugins.
 *
 * @param config the whole configuration; a plugin sees its own section only
 * @param contributions where plugins' contributions go
 * @param connections the open connections
 * @param messaging topics and events
 * @param clock the time to go by
 * @param revocations takes back what was let in
 * @param leaks hears of plugins that have stopped
 * @param tasks cancels what the code of a class loader has started in scopes of connections
 * @param starts the starts under way
 */
public record PluginHost(
    FairleadConfig config,
    ContributionRegistry contributions,
    ConnectionRegistry connections,
    Messaging messaging,
    Clock clock,
    Revocations revocations,
    LeakWatch leaks,
    Consumer<ClassLoader> tasks,
    Starts starts) {

  /** For where no connection has tasks. */
  public PluginHost(
      FairleadConfig config,
      ContributionRegistry contributions,
      ConnectionRegistry connections,
      Messaging messaging,
      Clock clock,
      Revocations revocations,
      LeakWatch leaks) {
    this(
        config,
        contributions,
        connections,
        messaging,
        clock,
        revocations,
        leaks,
        loader -> {},
        new Starts());
  }

  /** For where nothing can be revoked. */
  public PluginHost(
      FairleadConfig config,
      ContributionRegistry contributions,
      ConnectionRegistry connections,
      Messaging messaging,
      Clock clock,
      LeakWatch leaks) {
    this(config, contributions, connections, messaging, clock, NoRevocations.INSTANCE, leaks);
  }

  /** For where nothing can be revoked, and nobody looks for leaks. */
  public PluginHost(
      FairleadConfig config,
      ContributionRegistry contributions,
      ConnectionRegistry connections,
      Messaging messaging,
      Clock clock) {
    this(
        config,
        contributions,
        connections,
        messaging,
        clock,
        NoRevocations.INSTANCE,
        LeakWatch.NONE);
  }

  /** For plugins that use neither topics nor events. */
  public PluginHost(
      FairleadConfig config,
      ContributionRegistry contributions,
      ConnectionRegistry connections,
      Clock clock) {
    this(config, contributions, connections, Messaging.NONE, clock);
  }
}
