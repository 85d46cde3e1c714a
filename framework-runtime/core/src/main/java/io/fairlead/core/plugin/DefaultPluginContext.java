package io.fairlead.core.plugin;

import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.plugin.PluginConfig;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.plugin.PluginDescriptor;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

record DefaultPluginContext(
    PluginDescriptor descriptor,
    PluginConfig config,
    Contributions contributions,
    ConnectionRegistry connections,
    ScheduledExecutorService executor,
    Clock clock,
    System.Logger logger)
    implements PluginContext {}
