package io.fairlead.api.plugin;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.admission.Revocations;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.topic.Topics;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What a plugin is handed at its start. Safe for any thread; good until {@link Plugin#stop} has
 * returned, but nothing can be contributed and no listener added from when that is called. Then
 * whatever registers, publishes or fires throws an {@link IllegalStateException}.
 */
@FrameworkOwned
public interface PluginContext {

  /** Who this plugin is. */
  PluginDescriptor descriptor();

  /** Its section of the configuration. */
  PluginConfig config();

  /** Where it adds what it contributes. */
  Contributions contributions();

  /** The open connections. */
  ConnectionRegistry connections();

  /** Takes back what was let in. */
  Revocations revocations();

  /**
   * Topics; what is registered there ends with the plugin: listeners before {@link Plugin#stop} is
   * called, all else after it has returned, so that the plugin can say goodbye.
   */
  Topics topics();

  /** Events; a listener ends with the plugin, before {@link Plugin#stop} is called. */
  EventBus events();

  /**
   * For background work, on two threads of the plugin's own; shut down, with what still runs
   * interrupted, when the plugin stops. What a task throws is logged and ends that task only.
   */
  ScheduledExecutorService executor();

  /** The time to go by, so that a test can set it. */
  Clock clock();

  /** A logger whose lines carry the plugin's id. */
  System.Logger logger();
}
