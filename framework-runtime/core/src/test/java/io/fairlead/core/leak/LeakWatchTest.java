package io.fairlead.core.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.event.LeakFound;
import io.fairlead.api.event.LeakFound.Kind;
import io.fairlead.api.plugin.PluginDescriptor;
import io.fairlead.core.FairleadRuntime;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Messaging;
import io.fairlead.core.plugin.PluginHost;
import io.fairlead.core.plugin.RunningPlugin;
import io.fairlead.core.support.CapturedLog;
import io.fairlead.core.support.ManualTransport;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeakWatchTest {

  private final FairleadConfig config =
      FairleadConfig.of(Map.of("fairlead.leaks.grace", "20ms", "fairlead.auth.mode", "none"));
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Queue<LeakFound> found = new ConcurrentLinkedQueue<>();
  private final LeakWatch watch = LeakWatch.of(config, timer, found::add);
  private final AtomicBoolean enough = new AtomicBoolean();

  @AfterEach
  void stop() {
    enough.set(true);
    timer.shutdownNow();
  }

  private void untilEnough() {
    while (!enough.get()) {
      Thread.onSpinWait();
    }
  }

  private RunningPlugin start(CountDownLatch runs, boolean obedient) throws Exception {
    return RunningPlugin.start(
        new PluginDescriptor("demo", "1", "[0.1,1)", List.of()),
        context -> {
          var unused =
              context
                  .executor()
                  .scheduleAtFixedRate(
                      () -> {
                        runs.countDown();
                        if (!obedient) {
                          untilEnough();
                        }
                      },
                      0,
                      1,
                      TimeUnit.MILLISECONDS);
          var cancelled = context.executor().schedule(() -> {}, 1, TimeUnit.HOURS);
          cancelled.cancel(false);
        },
        new PluginHost(
            config,
            new ContributionRegistry(),
            new DefaultConnectionRegistry(),
            Messaging.NONE,
            Clock.systemUTC(),
            watch));
  }

  @Test
  void backgroundTaskThatGoesOnAfterItsPluginIsReportedWithThePlaceThatMadeIt() throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      CountDownLatch runs = new CountDownLatch(1);
      RunningPlugin plugin = start(runs, false);
      runs.await();

      plugin.stop(Duration.ofMillis(50));

      await().until(() -> !found.isEmpty());
      LeakFound leak = found.element();
      assertThat(leak.kind()).isEqualTo(Kind.TIMER);
      assertThat(leak.owner()).isEqualTo("plugin 'demo'");
      assertThat(leak.madeAt()).startsWith("io.fairlead.core.leak.LeakWatchTest.");
      assertThat(leak.age()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
      assertThat(log.lines())
          .anyMatch(line -> line.startsWith("WARN leak: a background task of plugin 'demo'"));
      assertThat(watch.report().open()).containsEntry(Kind.TIMER, 1L);
      enough.set(true);
      await().until(() -> watch.report().open().get(Kind.TIMER) == 0);
      assertThat(watch.report().found()).containsEntry(Kind.TIMER, 1L);
    }
  }

  @Test
  void pluginThatEndsAsItShouldIsNotReported() throws Exception {
    CountDownLatch runs = new CountDownLatch(3); // so a periodic task is run again
    RunningPlugin plugin = start(runs, true);
    runs.await();
    plugin.stop(Duration.ofSeconds(30));
    CountDownLatch looked = new CountDownLatch(1);
    watch.ended(
        Kind.TASK,
        "the test",
        "nothing",
        watch.here(),
        () -> {
          looked.countDown();
          return false;
        });
    looked.await(); // comes after the look at the plugin
    assertThat(found).isEmpty();
  }

  @Test
  void threadOfAStoppedPluginIsReportedWithWhereItIs() throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader())) {
      Thread thread = new Thread(this::untilEnough, "of a plugin");
      thread.setContextClassLoader(loader);
      thread.start();

      watch.ownerEnded("demo", loader);

      await().until(() -> !found.isEmpty());
      LeakFound leak = found.element();
      assertThat(leak.kind()).isEqualTo(Kind.THREAD);
      assertThat(leak.owner()).isEqualTo("demo");
      assertThat(leak.what()).contains("of a plugin");
      assertThat(leak.madeAt()).contains("untilEnough");
      assertThat(watch.report().open()).containsEntry(Kind.THREAD, 1L);
      enough.set(true);
      await().until(() -> watch.report().open().get(Kind.THREAD) == 0);
    }
  }

  @Test
  void threadsOfTheServerAreNobodysLeak() throws Exception {
    watch.ownerEnded("demo", getClass().getClassLoader());
    CountDownLatch looked = new CountDownLatch(1);
    timer.schedule(looked::countDown, 200, TimeUnit.MILLISECONDS);
    looked.await();
    assertThat(found).isEmpty();
  }

  @Test
  void sessionThatOutlivesItsConnectionIsReported() {
    ManualTransport transport = new ManualTransport();
    watch.sessionEnded("connection 1", "/chat, request 7", () -> !transport.gone);
    await().until(() -> !found.isEmpty());
    assertThat(found.element().kind()).isEqualTo(Kind.SESSION);
    assertThat(found.element().madeAt()).contains("/chat");
    transport.gone = true;
    await().until(() -> watch.report().open().get(Kind.SESSION) == 0);
  }

  @Test
  void registrationsThatAreLeftAreReported() {
    watch.registrationsLeft("demo", 0);
    assertThat(found).isEmpty();
    watch.registrationsLeft("demo", 2);
    assertThat(found.element().kind()).isEqualTo(Kind.SUBSCRIPTION);
    assertThat(watch.report().found()).containsEntry(Kind.SUBSCRIPTION, 1L);
  }

  /** Topics and events end what a plugin has registered, so that there is nothing to report. */
  @Test
  void registrationsOfAPluginEndWithIt() {
    FairleadRuntime runtime =
        FairleadRuntime.builder(config)
            .callbacks(Runnable::run)
            .transports((session, attachment) -> new ManualTransport())
            .build();
    try {
      Messaging.Scope scope = runtime.messaging().scope("demo");
      scope.topics().listen(io.fairlead.api.topic.TopicPattern.of("a/b"), (topic, message) -> {});
      scope.events().listen(LeakFound.class, leak -> {});
      assertThat(scope.open()).isGreaterThanOrEqualTo(2);
      scope.close();
      assertThat(scope.open()).isZero();
      assertThat(runtime.leaks().found().values()).containsOnly(0L);
      assertThat(runtime.connections().usage())
          .containsKeys("connections", "address", "principal", "endpoint", "memory");
    } finally {
      runtime.close();
    }
  }
}
