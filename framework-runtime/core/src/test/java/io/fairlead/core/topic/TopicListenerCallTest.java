package io.fairlead.core.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.TopicListener;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.DefaultMessaging;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Messaging;
import io.fairlead.core.support.CapturedLog;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TopicListenerCallTest {

  @Test
  void aListenerIsCalledWithItsOwnClassLoaderAndLoggedUnderItsOwnName() throws Exception {
    AtomicReference<ClassLoader> seen = new AtomicReference<>();
    FairleadConfig config = FairleadConfig.of(Map.of());
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    ClassLoader parent = TopicListener.class.getClassLoader();
    try (URLClassLoader plugin = new URLClassLoader(new URL[0], parent);
        CapturedLog log = new CapturedLog();
        DefaultEventBus bus =
            DefaultEventBus.on(Runnable::run, config, new MemoryBudget(1 << 20), timer)) {
      TopicListener listener =
          (TopicListener)
              Proxy.newProxyInstance(
                  plugin,
                  new Class<?>[] {TopicListener.class},
                  (proxy, method, parameters) -> {
                    seen.set(Thread.currentThread().getContextClassLoader());
                    throw new IllegalStateException("on purpose");
                  });
      try (Messaging.Scope scope =
          new DefaultMessaging(config, new ContributionRegistry(), bus, Clock.systemUTC())
              .scope("plugin")) {
        scope.topics().listen(TopicPattern.of("a"), listener);
        scope.topics().publish("a", OutboundMessage.text("m"));
      }

      await().until(() -> seen.get() != null);
      assertThat(seen).hasValue(plugin);
      assertThat(log.lines())
          .anyMatch(line -> line.contains(listener.getClass().getName() + " of plugin 'plugin'"));
    } finally {
      timer.shutdownNow();
    }
  }
}
