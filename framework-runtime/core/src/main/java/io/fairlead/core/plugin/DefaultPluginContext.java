package io.fairlead.core.plugin;

import io.fairlead.api.admission.Revocations;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.plugin.PluginConfig;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.plugin.PluginDescriptor;
import io.fairlead.api.topic.Topics;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

record DefaultPluginContext(
    PluginDescriptor descriptor,
    PluginConfig config,
    Contributions contributions,
    ConnectionRegistry connections,
    Messaging.Scope messaging,
    ScheduledExecutorService executor,
    Clock clock,
    System.Logger logger,
    Revocations revocations)
    implements PluginContext {
  @Override
  public Topics topics() {
    return messaging.topics();
  }

  @Override
  public EventBus events() {
    return messaging.events();
  }
}
