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

  /** Runs them all; blocks up to the deadline. */
  void run() {
    List<Contributed<ShutdownHook>> prepared = new ArrayList<>();
    for (Contributed<ShutdownHook> hook : hooks) {
      if (passes(hook, "prepare", ShutdownHook::prepare)) {
        prepared.add(hook);
      } else {
        passes(hook, "rollback", ShutdownHook::rollback);
      }
    }
    for (Contributed<ShutdownHook> hook : prepared) {
      passes(hook, "commit", ShutdownHook::commit);
    }
  }

  private boolean passes(
      Contributed<ShutdownHook> hook,
      String phase,
      BiFunction<ShutdownHook, Instant, CompletionStage<Void>> call) {
    // on a thread of its own: a hook that hangs must not hold up the stop
    CompletableFuture<Void> done = new CompletableFuture<>();
    executor.execute(
        () -> {
          Throwable fault =
              Invoker.call(
                  hook,
                  h ->
                      call.apply(h, deadline.instant())
                          .whenComplete((value, failure) -> complete(done, failure)));
          if (fault != null) {
            done.completeExceptionally(fault);
          }
        });
    try {
      done.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      LOG.error("the shutdown hook of '{}' is late in {}", hook.owner(), phase);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.error("interrupted in {} of the shutdown hook of '{}'", phase, hook.owner());
    } catch (java.util.concurrent.ExecutionException e) {
      LOG.error("the shutdown hook of '{}' failed in {}", hook.owner(), phase, e.getCause());
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
