package io.fairlead.core.lifecycle;

import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.api.plugin.ShutdownHook;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.ErrorChain;
import io.fairlead.core.plugin.TwoPhase;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Takes the shutdown hooks through prepare, then commit or rollback. */
final class Hooks {

  private static final Logger LOG = LogManager.getLogger(Hooks.class);

  private final ContributionRegistry contributions;
  private final Executor executor;
  private final ErrorChain errors;
  private final TwoPhase<ShutdownHook> phases;

  Hooks(
      ContributionRegistry contributions,
      Executor executor,
      ScheduledExecutorService timer,
      boolean allOrNone) {
    this.contributions = contributions;
    this.executor = executor;
    this.errors = new ErrorChain(contributions, null);
    this.phases = new TwoPhase<>(executor, timer, allOrNone, this::failed);
  }

  /** Runs them all, side by side in each phase; blocks up to the deadline. */
  void run(Deadline deadline) {
    List<Contributed<ShutdownHook>> hooks = contributions.all(ShutdownHook.class);
    if (hooks.isEmpty()) {
      return;
    }
    boolean undone =
        phases
            .run(
                hooks,
                deadline.left(),
                ShutdownHook::prepare,
                ShutdownHook::commit,
                ShutdownHook::rollback)
            .toCompletableFuture()
            .join() // each part of it ends by the deadline
            .rolledBack();
    if (undone) {
      LOG.error("all shutdown hooks were rolled back, and the server stops all the same");
    }
  }

  private void failed(Contributed<?> hook, String phase, Throwable fault) {
    boolean late = fault instanceof TimeoutException;
    LOG.error(
        "the shutdown hook of '{}' {} in {}: {}",
        hook.owner(),
        late ? "is late" : "failed",
        phase,
        fault.toString());
    try {
      executor.execute( // the stop does not wait for error handlers
          () -> errors.decided(late ? Source.TIMEOUT : Source.HOOK, null, hook.owner(), fault));
    } catch (RejectedExecutionException e) {
      LOG.debug("nobody is left to tell", e);
    }
  }
}
