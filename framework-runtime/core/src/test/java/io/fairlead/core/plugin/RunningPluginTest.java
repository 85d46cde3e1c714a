package io.fairlead.core.plugin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.plugin.InactivePluginException;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.plugin.PluginDescriptor;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RunningPluginTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final PluginDescriptor DEMO =
      new PluginDescriptor("demo", "1", "[0.1,1)", List.of());

  private final ContributionRegistry contributions = new ContributionRegistry();
  private final AtomicReference<@Nullable PluginContext> seen = new AtomicReference<>();

  @Test
  void handsOverAContextOfItsOwn() throws Exception {
    Clock clock = Clock.systemUTC();
    DefaultConnectionRegistry connections = new DefaultConnectionRegistry();
    FairleadConfig config = FairleadConfig.of(Map.of("fairlead.plugins.demo.a", "b"));
    RunningPlugin running =
        RunningPlugin.start(
            DEMO, seen::set, new PluginHost(config, contributions, connections, clock));
    PluginContext context = context();
    assertThat(context.descriptor()).isEqualTo(DEMO);
    assertThat(context.config().text("a")).contains("b");
    assertThat(context.clock()).isSameAs(clock);
    assertThat(context.connections()).isSameAs(connections);
    assertThat(context.logger().getName()).isEqualTo("plugin.demo");
    running.stop(LONG);
  }

  @Test
  void takesBackWhatAFailedStartAddedAndEndsItsThreads() {
    Plugin plugin =
        context -> {
          seen.set(context);
          context.contributions().add(InboundHandler.class, (message, chain) -> chain.proceed());
          context.executor().execute(() -> sleepUntilInterrupted());
          throw new IllegalStateException("no");
        };
    assertThatThrownBy(() -> start(plugin))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");
    assertThat(contributions.all(InboundHandler.class)).isEmpty();
    await().atMost(LONG).until(() -> context().executor().isTerminated());
    assertThatThrownBy(
            () ->
                context()
                    .contributions()
                    .add(InboundHandler.class, (message, chain) -> chain.proceed()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void passesOnThatThePluginIsInactive() {
    assertThatExceptionOfType(InactivePluginException.class)
        .isThrownBy(
            () ->
                start(
                    context -> {
                      throw new InactivePluginException("set fairlead.plugins.demo.file");
                    }))
        .withMessage("set fairlead.plugins.demo.file");
  }

  @Test
  void turnsAnErrorOfTheStartIntoAnException() {
    assertThatExceptionOfType(PluginException.class)
        .isThrownBy(
            () ->
                start(
                    context -> {
                      throw new NoClassDefFoundError("org/foo/Bar");
                    }))
        .withMessageContaining("org/foo/Bar");
  }

  @Test
  void survivesAStackOverflowInTheStart() {
    assertThatExceptionOfType(PluginException.class)
        .isThrownBy(() -> start(context -> endless(0)))
        .withMessageContaining("StackOverflowError");
  }

  @Test
  void stopOfTheServerInterruptsAStartAndLetsNoneBeginAfterIt() throws Exception {
    PluginHost host =
        new PluginHost(
            FairleadConfig.of(Map.of("fairlead.plugin-start-timeout", "10m")),
            contributions,
            new DefaultConnectionRegistry(),
            Clock.systemUTC());
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Plugin plugin =
        context -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.countDown();
          }
        };
    CompletableFuture<RunningPlugin> start = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                start.complete(RunningPlugin.start(DEMO, plugin, host));
              } catch (Exception e) {
                start.completeExceptionally(e);
              }
            })
        .start();
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

    host.starts().endAll();

    assertThatThrownBy(() -> start.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(PluginException.class)
        .hasMessageContaining("the server stops");
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> RunningPlugin.start(DEMO, context -> {}, host))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("the server stops");
  }

  @Test
  void givesUpAStartThatOverrunsItsDeadlineAndInterruptsIt() {
    CountDownLatch interrupted = new CountDownLatch(1);
    Plugin plugin =
        context -> {
          context.contributions().add(InboundHandler.class, (message, chain) -> chain.proceed());
          sleepUntilInterrupted();
          interrupted.countDown();
        };
    assertThatExceptionOfType(PluginException.class)
        .isThrownBy(() -> start(plugin, Map.of("fairlead.plugin-start-timeout", "50ms")))
        .withMessageContaining("50 ms")
        .withMessageContaining("fairlead.plugin-start-timeout");
    await().atMost(LONG).until(() -> interrupted.getCount() == 0);
    assertThat(contributions.all(InboundHandler.class)).isEmpty();
  }

  @Test
  void withdrawsContributionsBeforeStopAndEndsBackgroundWorkAfterIt() throws Exception {
    AtomicBoolean gone = new AtomicBoolean();
    AtomicBoolean executorWorked = new AtomicBoolean();
    CountDownLatch busy = new CountDownLatch(1);
    RunningPlugin running =
        start(
            new Plugin() {
              @Override
              public void start(PluginContext context) {
                seen.set(context);
                context
                    .contributions()
                    .add(InboundHandler.class, (message, chain) -> chain.proceed());
                context
                    .executor()
                    .execute(
                        () -> {
                          busy.countDown();
                          sleepUntilInterrupted();
                        });
              }

              @Override
              public void stop() throws Exception {
                gone.set(contributions.all(InboundHandler.class).isEmpty());
                executorWorked.set(context().executor().submit(() -> true).get());
              }
            });
    assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
    running.stop(LONG);
    running.stop(LONG);
    assertThat(gone).isTrue();
    assertThat(executorWorked).isTrue();
    assertThat(context().executor().isTerminated()).isTrue();
    assertThatThrownBy(() -> context().executor().execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void containsAStopThatThrowsOrHangs() throws Exception {
    RunningPlugin throwing =
        start(
            stopping(
                () -> {
                  throw new AssertionError("stop");
                }));
    throwing.stop(LONG);
    RunningPlugin hanging = start(stopping(RunningPluginTest::sleepUntilInterrupted));
    hanging.stop(Duration.ofMillis(50));
    assertThat(context().executor().isShutdown()).isTrue();
  }

  @Test
  void runsBackgroundTasksOnNamedDaemonThreadsWithThePluginInTheLoggingContext() throws Exception {
    RunningPlugin running = start(seen::set);
    AtomicReference<@Nullable String> id = new AtomicReference<>();
    Thread thread =
        context()
            .executor()
            .submit(
                () -> {
                  id.set(ThreadContext.get("plugin"));
                  return Thread.currentThread();
                })
            .get();
    assertThat(thread.getName()).matches("plugin-demo-\\d+");
    assertThat(thread.isDaemon()).isTrue();
    assertThat(id.get()).isEqualTo("demo");
    running.stop(LONG);
  }

  @Test
  void goesOnAfterABackgroundTaskThatThrows() throws Exception {
    RunningPlugin running = start(seen::set);
    context()
        .executor()
        .execute(
            () -> {
              throw new IllegalStateException("contained");
            });
    assertThat(context().executor().submit(() -> "alive").get()).isEqualTo("alive");
    running.stop(LONG);
  }

  private PluginContext context() {
    return requireNonNull(seen.get());
  }

  private RunningPlugin start(Plugin plugin) throws Exception {
    return start(plugin, Map.of());
  }

  private RunningPlugin start(Plugin plugin, Map<String, String> config) throws Exception {
    return RunningPlugin.start(
        DEMO,
        plugin,
        new PluginHost(
            FairleadConfig.of(config),
            contributions,
            new DefaultConnectionRegistry(),
            Clock.systemUTC()));
  }

  private Plugin stopping(Runnable stop) {
    return new Plugin() {
      @Override
      public void start(PluginContext context) {
        seen.set(context);
      }

      @Override
      public void stop() {
        stop.run();
      }
    };
  }

  @SuppressWarnings("InfiniteRecursion") // the point of it
  private static int endless(int depth) {
    return endless(depth + 1) + 1;
  }

  private static void sleepUntilInterrupted() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
