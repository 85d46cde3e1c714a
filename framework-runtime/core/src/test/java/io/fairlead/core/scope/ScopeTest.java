package io.fairlead.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.Scope;
import io.fairlead.api.connection.ScopeTask;
import io.fairlead.api.event.LeakFound;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.connection.ConnectionOpener;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.leak.LeakWatch;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.ManualTransport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final CloseReason GONE = new CloseReason(CloseCodes.CLOSED_ABNORMALLY, "");

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Queue<LeakFound> found = new ConcurrentLinkedQueue<>();
  private final List<AutoCloseable> closing = new ArrayList<>();
  private LeakWatch leaks = LeakWatch.NONE;
  private @Nullable ConnectionOpener opener;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : closing) {
      each.close();
    }
    timer.shutdownNow();
  }

  private DefaultConnection connect(CallbackExecutor callbacks, Map<String, String> settings) {
    if (opener == null) {
      opener = opener(callbacks, settings);
    }
    return opener.open(
        Admissions.admitted(Identity.of("alice")),
        new ManualTransport(),
        new DefaultConnection.Target("/chat", Map.of(), null));
  }

  private ConnectionOpener opener(CallbackExecutor callbacks, Map<String, String> settings) {
    FairleadConfig config = FairleadConfig.of(settings);
    leaks = LeakWatch.of(config, timer, found::add);
    Scopes scopes = Scopes.beside(callbacks, config, timer, leaks);
    closing.add(scopes);
    return new ConnectionOpener(
        new DefaultConnectionRegistry(),
        config,
        MemoryBudget.of(config),
        WaitingRoom.UNBOUNDED,
        new Heartbeats(config),
        new ContributionRegistry(),
        timer,
        scopes);
  }

  private DefaultConnection connect() {
    return connect(CallbackExecutor.pooled(4), Map.of());
  }

  /** A task that runs until it is interrupted. */
  private static Callable<String> untilInterrupted(CountDownLatch runs, AtomicBoolean interrupted) {
    return () -> {
      runs.countDown();
      try {
        Thread.sleep(LONG.toMillis());
        return "never";
      } catch (InterruptedException e) {
        interrupted.set(true);
        throw e;
      }
    };
  }

  @Test
  void tasksOfAPluginEndWithIt() throws Exception {
    DefaultConnection connection = connect();
    CountDownLatch run = new CountDownLatch(2);
    AtomicBoolean interrupted = new AtomicBoolean();
    AtomicBoolean otherInterrupted = new AtomicBoolean();
    ScopeTask<String> other =
        connection.scope().submit(untilInterrupted(run, otherInterrupted), LONG);
    ScopeTask<String> of;
    ScopeTask<String> waits;
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader plugin = new URLClassLoader(new URL[0])) {
      thread.setContextClassLoader(plugin); // as a call of the plugin does
      try {
        of = connection.scope().submit(untilInterrupted(run, interrupted), LONG);
        waits = connection.scope().schedule(() -> "never", LONG, LONG);
      } finally {
        thread.setContextClassLoader(before);
      }
      assertThat(run.await(30, TimeUnit.SECONDS)).isTrue();

      connection.endTasksOf(plugin);
    }

    assertThatThrownBy(of::await).hasMessageContaining("has stopped");
    assertThatThrownBy(waits::await).hasMessageContaining("has stopped");
    await().untilTrue(interrupted);
    await().until(() -> connection.scope().tasks() == 1);
    assertThat(other.isDone()).isFalse();
    assertThat(otherInterrupted).isFalse();
    connection.ended(GONE);
  }

  @Test
  void taskGivesItsResultAndKnowsItsScope() throws Exception {
    DefaultConnection connection = connect();
    AtomicReference<String> logged = new AtomicReference<>();

    ScopeTask<Scope> task =
        connection
            .scope()
            .submit(
                () -> {
                  logged.set(ThreadContext.get("connection"));
                  return Scope.current();
                },
                LONG);

    assertThat(task.await().connection()).isSameAs(connection);
    assertThat(task.await().remaining().orElseThrow()).isPositive().isLessThanOrEqualTo(LONG);
    assertThat(logged).hasValue(connection.id());
    assertThat(connection.scope().remaining()).isEmpty();
    await().until(() -> connection.scope().tasks() == 0);
  }

  @Test
  void thereIsNoCurrentScopeElsewhere() {
    assertThatThrownBy(Scope::current)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("connection.scope()");
  }

  @Test
  void endOfTheConnectionInterruptsWhatRunsAndGivesUpWhatWaits() throws Exception {
    DefaultConnection connection = connect();
    CountDownLatch runs = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    AtomicBoolean ran = new AtomicBoolean();
    ScopeTask<String> running =
        connection.scope().submit(untilInterrupted(runs, interrupted), LONG);
    ScopeTask<Boolean> waiting = connection.scope().schedule(() -> ran.getAndSet(true), LONG, LONG);
    runs.await();

    connection.ended(GONE);

    await().untilTrue(interrupted);
    assertThatThrownBy(running::await)
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("has ended");
    assertThatThrownBy(waiting::await).isInstanceOf(CancellationException.class);
    await().until(() -> connection.scope().tasks() == 0);
    assertThat(connection.scope().isCancelled()).isTrue();
    ScopeTask<Boolean> late = connection.scope().submit(() -> ran.getAndSet(true), LONG);
    assertThat(late.isDone()).isTrue();
    assertThatThrownBy(late::await).isInstanceOf(CancellationException.class);
    assertThat(ran).isFalse();
  }

  @Test
  void scopeThatIsFirstAskedForAfterTheEndRunsNothing() {
    DefaultConnection connection = connect();
    connection.ended(GONE);
    assertThat(connection.scope().submit(() -> "late", LONG).isDone()).isTrue();
  }

  @Test
  void overrunDeadlineInterruptsTheTaskAlone() throws Exception {
    DefaultConnection connection = connect();
    CountDownLatch runs = new CountDownLatch(2);
    AtomicBoolean interrupted = new AtomicBoolean();
    AtomicBoolean other = new AtomicBoolean();
    ScopeTask<String> late =
        connection.scope().submit(untilInterrupted(runs, interrupted), Duration.ofMillis(50));
    ScopeTask<String> patient = connection.scope().submit(untilInterrupted(runs, other), LONG);

    assertThatThrownBy(late::await)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("50 ms");
    await().untilTrue(interrupted);
    assertThat(patient.isDone()).isFalse();
    assertThat(patient.cancel()).isTrue();
    assertThat(patient.cancel()).isFalse();
    await().untilTrue(other);
  }

  @Test
  void deadlineOfATaskBoundsWhatItSubmits() throws Exception {
    DefaultConnection connection = connect();
    ScopeTask<Duration> task =
        connection
            .scope()
            .submit(
                () ->
                    Scope.current()
                        .submit(() -> Scope.current().remaining().orElseThrow(), LONG)
                        .await(),
                Duration.ofSeconds(30));
    assertThat(task.await()).isLessThanOrEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void cancelledTaskTakesWhatItSubmittedWithIt() throws Exception {
    DefaultConnection connection = connect();
    CountDownLatch runs = new CountDownLatch(2);
    AtomicBoolean parent = new AtomicBoolean();
    AtomicBoolean child = new AtomicBoolean();
    ScopeTask<String> task =
        connection
            .scope()
            .submit(
                () -> {
                  var unused = Scope.current().submit(untilInterrupted(runs, child), LONG);
                  return untilInterrupted(runs, parent).call();
                },
                LONG);
    runs.await();
    task.cancel();
    await().untilTrue(parent);
    await().untilTrue(child);
    await().until(() -> connection.scope().tasks() == 0);
  }

  @Test
  void allGathersInOrderAndFailsFast() throws Exception {
    Scope scope = connect().scope();
    assertThat(scope.<Integer>all(List.of(() -> 1, () -> 2, () -> 3), LONG).await())
        .containsExactly(1, 2, 3);
    assertThat(scope.all(List.of(), LONG).await()).isEmpty();

    CountDownLatch runs = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Callable<String> fails =
        () -> {
          runs.await();
          throw new IllegalStateException("broken");
        };
    ScopeTask<List<String>> failing =
        scope.all(List.of(untilInterrupted(runs, interrupted), fails), LONG);
    assertThatThrownBy(failing::await).hasRootCauseMessage("broken");
    await().untilTrue(interrupted);
  }

  @Test
  void anyTakesTheFirstResultAndCancelsTheOthers() throws Exception {
    Scope scope = connect().scope();
    CountDownLatch runs = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Callable<String> fails =
        () -> {
          throw new IllegalStateException("broken");
        };
    Callable<String> good =
        () -> {
          runs.await();
          return "good";
        };
    ScopeTask<String> any =
        scope.any(List.of(fails, untilInterrupted(runs, interrupted), good), LONG);
    assertThat(any.await()).isEqualTo("good");
    await().untilTrue(interrupted);
    assertThatThrownBy(() -> scope.any(List.of(fails, fails), LONG).await())
        .hasRootCauseMessage("broken");
    assertThatThrownBy(() -> scope.any(List.<Callable<String>>of(), LONG))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tasksThatWaitForTasksNeedNoMoreThreadsThanThereAre() throws Exception {
    DefaultConnection connection =
        connect(CallbackExecutor.pooled(1), Map.of("fairlead.server.worker-threads", "1"));
    ScopeTask<Integer> nested =
        connection
            .scope()
            .submit(
                () ->
                    Scope.current()
                        .<Integer>all(
                            List.of(
                                () -> 1, () -> Scope.current().<Integer>submit(() -> 2).await()),
                            LONG)
                        .await()
                        .stream()
                        .mapToInt(Integer::intValue)
                        .sum(),
                LONG);
    assertThat(nested.await()).isEqualTo(3);
  }

  @Test
  void tooManyTasksAreRejectedWithTheCureAndNoneOfThemRuns() throws Exception {
    Scope scope =
        connect(CallbackExecutor.pooled(4), Map.of("fairlead.scope.max-tasks", "2")).scope();
    CountDownLatch end = new CountDownLatch(1);
    ScopeTask<Object> first =
        scope.submit(
            () -> {
              end.await();
              return "done";
            },
            LONG);
    AtomicInteger ran = new AtomicInteger();
    Callable<Integer> counts = ran::incrementAndGet;
    assertThatThrownBy(() -> scope.all(List.of(counts, counts), LONG))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("fairlead.scope.max-tasks");
    end.countDown();
    assertThat(first.await()).isEqualTo("done");
    await().until(() -> scope.tasks() == 0);
    scope.all(List.of(counts, counts), LONG).await();
    assertThat(ran).hasValue(2);
  }

  @Test
  void deadlinesAndDelaysAreChecked() {
    Scope scope = connect().scope();
    assertThatThrownBy(() -> scope.submit(() -> 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive");
    assertThatThrownBy(() -> scope.schedule(() -> 1, Duration.ofMillis(-1), LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
  }

  @Test
  void failureThatNobodyWaitsForIsToldAndOneThatSomebodyAwaitsIsNot() throws Exception {
    DefaultConnection connection = connect();
    Queue<Throwable> told = new ConcurrentLinkedQueue<>();
    connection.onTaskFailure(told::add);
    ScopeTask<Object> awaited =
        connection
            .scope()
            .schedule(
                () -> {
                  throw new IllegalStateException("awaited");
                },
                Duration.ofMillis(20),
                LONG);
    assertThatThrownBy(awaited::await).hasRootCauseMessage("awaited");
    connection
        .scope()
        .submit(
            () -> {
              throw new IllegalStateException("forgotten");
            },
            LONG);
    await().until(() -> !told.isEmpty());
    assertThat(told).hasSize(1).first().hasToString("java.lang.IllegalStateException: forgotten");
  }

  @Test
  void interruptOfOneTaskIsNotSeenByTheNextOnItsThread() throws Exception {
    DefaultConnection connection =
        connect(CallbackExecutor.pooled(1), Map.of("fairlead.server.worker-threads", "1"));
    for (int i = 0; i < 200; i++) {
      CountDownLatch runs = new CountDownLatch(1);
      ScopeTask<Object> first =
          connection
              .scope()
              .submit(
                  () -> {
                    runs.countDown();
                    return null;
                  },
                  LONG);
      runs.await();
      first.cancel();
      assertThat(connection.scope().submit(() -> Thread.currentThread().isInterrupted()).await())
          .isFalse();
    }
  }

  @Test
  void taskThatIgnoresItsInterruptIsReportedWithThePlaceThatMadeItAndCounted() throws Exception {
    DefaultConnection connection =
        connect(CallbackExecutor.pooled(4), Map.of("fairlead.leaks.grace", "20ms"));
    CountDownLatch runs = new CountDownLatch(1);
    AtomicBoolean enough = new AtomicBoolean();
    connection
        .scope()
        .submit(
            () -> {
              runs.countDown();
              while (!enough.get()) {
                Thread.onSpinWait();
              }
              return null;
            },
            LONG);
    runs.await();

    connection.ended(GONE);

    await().until(() -> !found.isEmpty());
    LeakFound leak = found.element();
    assertThat(leak.kind()).isEqualTo(LeakFound.Kind.TASK);
    assertThat(leak.owner()).isEqualTo(connection.toString());
    assertThat(leak.madeAt())
        .startsWith("io.fairlead.core.scope.ScopeTest.taskThatIgnoresItsInterrupt");
    assertThat(leaks.report().found()).containsEntry(LeakFound.Kind.TASK, 1L);
    assertThat(leaks.report().open()).containsEntry(LeakFound.Kind.TASK, 1L);
    enough.set(true);
    await().until(() -> leaks.report().open().get(LeakFound.Kind.TASK) == 0);
    assertThat(found).hasSize(1);
  }

  /** Nothing begins after the end, nothing is lost, and every handle has one outcome. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void submitsRaceWithTheEnd(boolean pooled) throws Exception {
    CallbackExecutor callbacks =
        pooled ? CallbackExecutor.pooled(8) : CallbackExecutor.of(FairleadConfig.of(Map.of()));
    for (int round = 0; round < 50; round++) {
      race(connect(callbacks, Map.of("fairlead.scope.max-tasks", "1000000")));
    }
    callbacks.shutdown(Duration.ofSeconds(10));
  }

  private static void race(DefaultConnection connection) throws Exception {
    int threads = 8;
    int each = 50;
    AtomicInteger outcomes = new AtomicInteger();
    AtomicInteger results = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                } catch (InterruptedException e) {
                  return;
                }
                for (int i = 0; i < each; i++) {
                  ScopeTask<Integer> task = connection.scope().submit(ran::incrementAndGet, LONG);
                  task.completion()
                      .whenComplete(
                          (value, failure) -> {
                            outcomes.incrementAndGet();
                            if (failure == null) {
                              results.incrementAndGet();
                            }
                          });
                }
              });
      thread.start();
      all.add(thread);
    }
    go.countDown();
    TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(3_000));
    connection.ended(GONE);
    for (Thread thread : all) {
      thread.join();
    }
    Duration often = Duration.ofMillis(1);
    await().pollDelay(often).pollInterval(often).until(() -> outcomes.get() == threads * each);
    await().pollDelay(often).pollInterval(often).until(() -> connection.scope().tasks() == 0);
    int after = ran.get();
    assertThat(results.get()).isLessThanOrEqualTo(after);
    connection.scope().submit(ran::incrementAndGet, LONG);
    assertThat(ran).hasValue(after);
    assertThat(outcomes).hasValue(threads * each);
  }
}
