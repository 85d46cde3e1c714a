package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.event.ConnectionOpened;
import io.fairlead.api.event.Event;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.TopicMiddleware;
import io.fairlead.core.DefaultMessaging;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.leak.LeakWatch;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Invoker;
import io.fairlead.core.plugin.PluginHost;
import io.fairlead.core.plugin.PluginManager;
import io.fairlead.core.plugin.Starts;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that has stopped leaves nothing behind: its class loader is collected. */
final class PluginReleaseTest {

  private static final FairleadConfig CONFIG =
      FairleadConfig.of(Map.of("fairlead.plugins.busy.rate", "5"));

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final ContributionRegistry contributions = new ContributionRegistry();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CallbackExecutor callbacks = CallbackExecutor.pooled(4);
  private final DefaultEventBus events =
      DefaultEventBus.beside(
          callbacks, FairleadConfig.of(Map.of()), new MemoryBudget(1 << 20), timer);

  private final DefaultMessaging messaging =
      new DefaultMessaging(CONFIG, contributions, events, Clock.systemUTC());

  @AfterEach
  void stop() {
    events.close();
    callbacks.shutdown(Duration.ZERO);
    timer.shutdownNow();
  }

  @Test
  void theClassLoaderOfABusyPluginIsCollectedAfterItsStop() throws Exception {
    busy().writeTo(directory);
    ExecutorService callers = Executors.newFixedThreadPool(2); // outlive the plugin
    try {
      WeakReference<ClassLoader> loader = useAndClose(callers);
      awaitCollected(loader);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void theClassLoaderOfAPluginThatFailedToStartIsCollectedWhileTheOthersRun() {
    Jars.plugin(
            "failing",
            """
            System.getProperties().put("fairlead.test.loader",
                new java.lang.ref.WeakReference<ClassLoader>(getClass().getClassLoader()));
            context.contributions().add(InboundHandler.class, (message, chain) -> chain.proceed());
            context.executor().scheduleAtFixedRate(() -> {}, 0, 1, java.util.concurrent.TimeUnit.MILLISECONDS);
            throw new Mine();
            """,
            "",
            "static class Mine extends Exception {}")
        .writeTo(directory);
    Jars.tagging("sound").writeTo(directory);
    try (PluginManager manager = manager()) {
      manager.start(directory);
      @SuppressWarnings("unchecked")
      WeakReference<ClassLoader> loader =
          (WeakReference<ClassLoader>) System.getProperties().remove("fairlead.test.loader");
      assertThat(loader).isNotNull();
      awaitCollected(loader);
      assertThat(contributions.all(InboundHandler.class)).hasSize(1);
    }
  }

  @Test
  void thePluginsTasksOnConnectionsAreEndedByItsStop() {
    Jars.tagging("sound").writeTo(directory);
    List<String> ended = new CopyOnWriteArrayList<>();
    PluginHost host =
        new PluginHost(
            CONFIG,
            contributions,
            new DefaultConnectionRegistry(),
            messaging,
            Clock.systemUTC(),
            new PluginHost(
                    CONFIG, contributions, new DefaultConnectionRegistry(), Clock.systemUTC())
                .revocations(),
            LeakWatch.NONE,
            loader -> ended.add(String.valueOf(loader.getName())),
            new Starts());
    try (PluginManager manager = new PluginManager(host)) {
      manager.start(directory);
      assertThat(ended).isEmpty();
    }
    assertThat(ended).singleElement().asString().startsWith("plugin-sound@");
  }

  @Test
  void theStopOfTheServerDoesNotWaitForAStartThatIsUnderWay() throws Exception {
    Jars.plugin(
            "slow",
            """
            System.setProperty("fairlead.test.begun", "yes");
            Thread.sleep(600_000);
            """)
        .writeTo(directory);
    FairleadConfig patient = FairleadConfig.of(Map.of("fairlead.plugin-start-timeout", "10m"));
    PluginManager manager =
        new PluginManager(
            new PluginHost(
                patient,
                contributions,
                new DefaultConnectionRegistry(),
                messaging,
                Clock.systemUTC()));
    try {
      Thread start = new Thread(() -> manager.start(directory));
      start.start();
      await().atMost(LONG).until(() -> System.getProperty("fairlead.test.begun") != null);

      Thread stop = new Thread(manager::close);
      stop.start();

      await().atMost(LONG).until(() -> !stop.isAlive());
      await().atMost(LONG).until(() -> !start.isAlive());
    } finally {
      System.clearProperty("fairlead.test.begun");
    }
  }

  @Test
  void aThreadThatThePluginsCallMadeDoesNotKeepItsClassLoader() throws Exception {
    Jars.plugin(
            "firing",
            """
            System.getProperties().put("fairlead.test.loader",
                new java.lang.ref.WeakReference<ClassLoader>(getClass().getClassLoader()));
            context.events().fire(new Own());
            """,
            "",
            "record Own() implements io.fairlead.api.event.Event {}")
        .writeTo(directory);
    FairleadConfig few = FairleadConfig.of(Map.of("fairlead.server.worker-threads", "2"));
    try (DefaultEventBus bus =
        DefaultEventBus.beside(callbacks, few, new MemoryBudget(1 << 20), timer)) {
      ListenerRegistration all = bus.listen(Event.class, event -> {});
      try (PluginManager manager = manager(bus)) {
        manager.start(directory);
        await().until(() -> all.handled() == 1);
      }
      @SuppressWarnings("unchecked")
      WeakReference<ClassLoader> loader =
          (WeakReference<ClassLoader>) System.getProperties().remove("fairlead.test.loader");
      assertThat(loader).isNotNull();
      awaitCollected(loader, () -> bus.fire(new Tick())); // its thread stays in use
    }
  }

  private record Tick() implements Event {}

  @Test
  void theClassLoadersOfPluginsThatNeedEachOtherAreCollected() throws Exception {
    PluginJar base =
        Jars.tagging("base").source("package shared; public interface Api { int X = 1; }");
    Path compiled = base.writeTo(directory);
    Jars.tagging("user")
        .source("package u; public class Uses implements shared.Api {}")
        .compiledAgainst(compiled)
        .requires("base")
        .writeTo(directory);
    ExecutorService callers = Executors.newSingleThreadExecutor();
    try {
      awaitCollected(useAndClose(callers));
    } finally {
      callers.shutdownNow();
    }
  }

  /** In a method of its own, so that no local variable keeps the plugin. */
  @SuppressWarnings("NullAway") // the plugin's listener does not look at what it is handed
  private WeakReference<ClassLoader> useAndClose(ExecutorService callers) throws Exception {
    PluginManager manager = manager();
    manager.start(directory);
    assertThat(manager.reports()).allMatch(report -> report.message().equals("started"));
    List<Contributed<InboundHandler>> handlers = contributions.all(InboundHandler.class);
    WeakReference<ClassLoader> loader =
        new WeakReference<>(handlers.get(0).contribution().getClass().getClassLoader());
    for (Contributed<InboundHandler> each : handlers) {
      callers.submit(() -> callAll(each)).get();
      callers.submit(() -> callAll(each)).get();
    }
    events.fire(new ConnectionOpened(null));
    for (String topic : List.of("news", "elsewhere")) {
      messaging.topics().publish(topic, OutboundMessage.text("hello")); // nobody will again
    }
    manager.close();
    assertThat(events.hasListeners(ConnectionOpened.class)).isFalse();
    assertThat(contributions.all(InboundHandler.class)).isEmpty();
    assertThat(contributions.all(TopicMiddleware.class)).isEmpty();
    assertThat(manager.endpoints()).isEmpty();
    return loader;
  }

  @SuppressWarnings("NullAway") // the plugin's handlers do not look at what they are handed
  private void callAll(Contributed<InboundHandler> handler) {
    Invoker.call(handler, each -> each.onMessage(null, null));
    for (Contributed<ConnectionListener> each : contributions.all(ConnectionListener.class)) {
      Invoker.call(each, listener -> listener.onOpen(null));
    }
    for (Contributed<ErrorHandler> each : contributions.all(ErrorHandler.class)) {
      Invoker.call(each, listener -> listener.onError(null, new Exception("test")));
    }
  }

  private static void awaitCollected(WeakReference<ClassLoader> loader) {
    awaitCollected(loader, () -> {});
  }

  private static void awaitCollected(WeakReference<ClassLoader> loader, Runnable meanwhile) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              meanwhile.run();
              System.gc();
              return loader.get() == null;
            });
  }

  private PluginManager manager() {
    return manager(messaging);
  }

  private PluginManager manager(DefaultEventBus bus) {
    return manager(new DefaultMessaging(CONFIG, contributions, bus, Clock.systemUTC()));
  }

  private PluginManager manager(DefaultMessaging lent) {
    return new PluginManager(
        new PluginHost(
            CONFIG, contributions, new DefaultConnectionRegistry(), lent, Clock.systemUTC()));
  }

  /** Logs in every way, throws its own exceptions, works in the background, has an endpoint. */
  private static PluginJar busy() {
    return Jars.plugin(
            "busy",
            """
            context.logger().log(System.Logger.Level.INFO, "hello {0}", new Mine("object"));
            System.getLogger("busy.own").log(System.Logger.Level.WARNING, "system", new Mine("sys"));
            org.apache.logging.log4j.LogManager.getLogger(Entry.class)
                .error("log4j {} {}", new Mine("parameter"), new Mine("thrown"));
            context.config().number("rate", 1, 1, 10);
            System.setProperty("fairlead.test.lines", "");
            context.contributions().add(InboundHandler.class, (message, chain) -> {
              org.apache.logging.log4j.ThreadContext.put("busy", "left behind");
              org.apache.logging.log4j.LogManager.getLogger("busy.handler")
                  .warn("in handler {}", new Mine("p"), new Mine("t"));
              throw new Mine("handler");
            });
            context.contributions().add(ConnectionListener.class, new ConnectionListener() {
              @Override public void onOpen(io.fairlead.api.connection.Connection c) throws Exception {
                throw new Mine("listener");
              }
            });
            context.contributions().add(ErrorHandler.class, (failure, error) -> {
              throw new IllegalStateException(new Mine("error handler"));
            });
            context.events().listen(io.fairlead.api.event.ConnectionEvent.class, event -> {
              context.events().fire(new Own());
              LOCAL.set(new Mine("in a thread of events"));
              org.apache.logging.log4j.ThreadContext.put("busy", "left behind");
              throw new Mine("listener");
            });
            context.events().listen(Own.class, event -> { throw new Mine("own"); });
            var all = io.fairlead.api.topic.TopicPattern.ALL;
            context.contributions().add(io.fairlead.api.plugin.TopicMiddleware.class,
                (topic, message) -> java.util.Optional.of(message));
            context.topics().listen(all, (topic, message) -> { throw new Mine("of a topic"); });
            context.topics().retain(all, 5);
            context.topics().retain(io.fairlead.api.topic.TopicPattern.of("elsewhere"), new History());
            context.topics().configure(all, io.fairlead.api.topic.TopicOptions.NONE.withLatestOnly());
            context.executor().scheduleAtFixedRate(
                () -> System.getLogger("busy.tick").log(System.Logger.Level.DEBUG, "tick"),
                0, 1, java.util.concurrent.TimeUnit.MILLISECONDS);
            context.executor().execute(() -> { throw new RuntimeException(new Mine("background")); });
            context.executor().submit(() -> { LOCAL.set(new Mine("local")); return 1; }).get();
            new lib.Library().use();
            java.util.ServiceLoader.load(Runnable.class).findFirst();
            """,
            "throw new Mine(\"stop\");",
            """
            static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
            static final byte[] BALLAST = new byte[1 << 20];
            record Own() implements io.fairlead.api.event.Event {}
            static class History implements io.fairlead.api.topic.TopicHistory {
              @Override public long append(
                  io.fairlead.api.topic.Topic t, io.fairlead.api.connection.OutboundMessage m) {
                throw new RuntimeException(new Mine("history"));
              }
              @Override public java.util.List<Kept> latest(io.fairlead.api.topic.Topic t, int most) {
                return java.util.List.of();
              }
              @Override public java.util.List<Kept> after(
                  io.fairlead.api.topic.Topic t, long position, int most) {
                return java.util.List.of();
              }
            }
            static class Mine extends Exception { Mine(String text) { super(text); } }
            """)
        .source(
            """
            package lib;
            public class Library { public void use() { getClass().getResource("/x.txt"); } }
            """)
        .source(
            """
            package busyend;
            @jakarta.websocket.server.ServerEndpoint("/busy") public class End {}
            """)
        .resource("x.txt", "x");
  }
}
