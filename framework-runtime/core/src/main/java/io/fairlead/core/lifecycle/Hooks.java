package io.fairlead.core.lifecycle;

import io.fairlead.api.plugin.ShutdownHook;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.Invoker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Takes the shutdown hooks through prepare, then commit or rollback. */
final class Hooks {

  private static final Logger LOG = LogManager.getLogger(Hooks.class);

  private final List<Contributed<ShutdownHook>> hooks;
  private final Executor executor;
  private final Deadline deadline;

  Hooks(List<Contributed<ShutdownHook>> hooks, Executor executor, Deadline deadline) {
    this.hooks = hooks;
    this.executor = executor;
    this.deadline = deadline;
  }

  /**
   * Runs them all, side by side in each phase; blocks up to the deadline. Each phase has half of
   * the time that is left, so that a hook that hangs leaves the others time to commit.
   */
  void run() {
    List<Contributed<ShutdownHook>> prepared =
        pass(hooks, "prepare", half(), ShutdownHook::prepare);
    List<Contributed<ShutdownHook>> failed = new ArrayList<>(hooks);
    failed.removeAll(prepared);
    pass(failed, "rollback", half(), ShutdownHook::rollback);
    pass(prepared, "commit", deadline, ShutdownHook::commit);
  }

  private Deadline half() {
    return Deadline.in(deadline.left().dividedBy(2));
  }

  /** Starts them all, waits for all, and hands out those that passed. */
  private List<Contributed<ShutdownHook>> pass(
      List<Contributed<ShutdownHook>> all,
      String phase,
      Deadline until,
      BiFunction<ShutdownHook, Instant, CompletionStage<Void>> call) {
    List<Running> started = all.stream().map(hook -> start(hook, phase, until, call)).toList();
    return started.stream().filter(Hooks::passes).map(Running::hook).toList();
  }

  /** A hook in a phase. */
  private record Running(
      Contributed<ShutdownHook> hook,
      String phase,
      Deadline deadline,
      CompletableFuture<Void> done) {}

  private Running start(
      Contributed<ShutdownHook> hook,
      String phase,
      Deadline until,
      BiFunction<ShutdownHook, Instant, CompletionStage<Void>> call) {
    // on a thread of its own: a hook that hangs must not hold up the stop
    CompletableFuture<Void> done = new CompletableFuture<>();
    executor.execute(
        () -> {
          Throwable fault =
              Invoker.call(
                  hook,
                  h ->
                      call.apply(h, until.instant())
                          .whenComplete((value, failure) -> complete(done, failure)));
          if (fault != null) {
            done.completeExceptionally(fault);
          }
        });
    return new Running(hook, phase, until, done);
  }

  private static boolean passes(Running running) {
    String owner = running.hook.owner();
    try {
      running.done.get(running.deadline.left().toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      LOG.error("the shutdown hook of '{}' is late in {}", owner, running.phase);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.error("interrupted in {} of the shutdown hook of '{}'", running.phase, owner);
    } catch (java.util.concurrent.ExecutionException e) {
      LOG.error("the shutdown hook of '{}' failed in {}", owner, running.phase, e.getCause());
    }
    return false;
  }

  private static void complete(CompletableFuture<Void> done, @Nullable Throwable failure) {
    if (failure == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(failure);
    }
  }

  /** A moment to be done by. */
  record Deadline(Instant instant, long nanos) {
    static Deadline in(Duration time) {
      return new Deadline(Instant.now().plus(time), System.nanoTime() + time.toNanos());
    }

    Duration left() {
      return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    boolean passed() {
      return nanos - System.nanoTime() <= 0;
    }
  }
}
