package io.fairlead.cdi;

import io.fairlead.core.DefaultMessaging;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.testkit.PluginHarness;
import io.fairlead.testkit.RecordedConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** A container of some beans, linked to real events and connections. */
final class Wired implements AutoCloseable {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CallbackExecutor callbacks = CallbackExecutor.pooled(4);
  private final PluginHarness harness;
  final DefaultEventBus events;
  final DefaultConnectionRegistry connections = new DefaultConnectionRegistry();
  final WeldContainer container;
  final RuntimeLink link;

  Wired(Class<?>... beans) throws Exception {
    events =
        DefaultEventBus.beside(
            callbacks, FairleadConfig.of(Map.of()), new MemoryBudget(1 << 20), timer);
    harness = PluginHarness.of(context -> {}).start();
    EndpointExtension extension = new EndpointExtension();
    try {
      container =
          new Weld()
              .disableDiscovery()
              .skipShutdownHook()
              .addExtension(extension)
              .beanClasses(beans)
              .initialize();
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
    link = new RuntimeLink(extension, container.getBeanManager());
  }

  void connect() {
    link.connect(
        new DefaultMessaging(
            FairleadConfig.of(Map.of()), new ContributionRegistry(), events, Clock.systemUTC()),
        connections);
  }

  RecordedConnection connection() {
    return harness.connect();
  }

  <T> T get(Class<T> type) {
    return container.select(type).get();
  }

  private void stop() {
    events.close();
    harness.close();
    callbacks.shutdown(Duration.ZERO);
    timer.shutdownNow();
  }

  @Override
  public void close() {
    link.close();
    stop();
    if (container.isRunning()) {
      container.close();
    }
  }
}
