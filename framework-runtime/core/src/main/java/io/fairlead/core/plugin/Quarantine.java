package io.fairlead.core.plugin;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.PluginSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one plugin: where too many of its calls fail, its contributions are
 * exchanged for their stand-ins, and its listeners are not called; after a while it is tried again,
 * and one failure then puts it back for twice as long. Costs a working plugin nothing. Safe for any
 * thread.
 */
final class Quarantine {

  private static final Logger LOG = LogManager.getLogger(Quarantine.class);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private enum State {
    WORKS,
    LEFT_OUT,
    ON_PROBATION
  }

  private final String id;
  private final ContributionRegistry.Scope scope; // not the plugin: timers hold this for minutes
  private final Messaging.Scope messaging;
  private final Fallback fallback;
  private final ScheduledExecutorService timer;
  private final int budget;
  private final int share;
  private final Duration window;
  private final Duration first;
  private State state = State.WORKS;
  private Duration next;
  private long windowStart = System.nanoTime();
  private long callsBefore;
  private int failures;

  private Quarantine(
      String id,
      ContributionRegistry.Scope scope,
      Messaging.Scope messaging,
      Fallback fallback,
      FairleadConfig config,
      ScheduledExecutorService timer) {
    this.id = id;
    this.scope = scope;
    this.messaging = messaging;
    this.fallback = fallback;
    this.timer = timer;
    this.budget = config.get(PluginSettings.PLUGIN_ERROR_BUDGET);
    this.share = config.get(PluginSettings.PLUGIN_ERROR_SHARE);
    this.window = config.get(PluginSettings.PLUGIN_ERROR_WINDOW);
    this.first = config.get(PluginSettings.PLUGIN_QUARANTINE);
    this.next = first;
  }

  /** Watches a plugin from now on, unless the budget is 0. */
  static Quarantine over(
      RunningPlugin plugin,
      Fallback fallback,
      FairleadConfig config,
      ScheduledExecutorService timer) {
    Quarantine quarantine =
        new Quarantine(
            plugin.descriptor().id(), plugin.scope(), plugin.messaging(), fallback, config, timer);
    if (quarantine.budget > 0) {
      plugin.scope().usage().onFailure(quarantine::failed);
    }
    return quarantine;
  }

  /** Whether the plugin is left out now. */
  synchronized boolean leftOut() {
    return state == State.LEFT_OUT;
  }

  private synchronized void failed() {
    if (state == State.LEFT_OUT) {
      return; // a call that began before
    }
    long now = System.nanoTime();
    if (now - windowStart > window.toNanos()) {
      begin(now);
    }
    failures++;
    if (state == State.ON_PROBATION) {
      next = min(next.multipliedBy(2), LONGEST);
      leaveOut("it failed again");
      return;
    }
    long calls = Math.max(1, scope.usage().calls() - callsBefore);
    if (failures >= budget && failures * 100L >= calls * share) {
      leaveOut(failures + " of " + calls + " calls failed within " + window.toMillis() + " ms");
    }
  }

  private void begin(long now) {
    windowStart = now;
    failures = 0;
    callsBefore = scope.usage().calls();
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void leaveOut(String why) {
    state = State.LEFT_OUT;
    if (!suspend(fallback)) {
      return;
    }
    LOG.error(
        "plugin '{}' is in quarantine: {}; fallback {}, tried again in {} ms",
        id,
        why,
        fallback.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        next.toMillis());
    later(this::tryAgain, next);
  }

  /** False where nothing is there any more. */
  private boolean suspend(@Nullable Fallback standIn) {
    boolean there = scope.suspend(standIn);
    messaging.leaveOut(there && standIn != null);
    return there;
  }

  private synchronized void tryAgain() {
    state = State.ON_PROBATION;
    begin(System.nanoTime());
    if (!suspend(null)) {
      return; // it has stopped, or another version is there
    }
    LOG.info("plugin '{}' is tried again", id);
    later(this::endProbation, window);
  }

  private synchronized void endProbation() {
    if (state != State.ON_PROBATION) {
      return;
    }
    if (scope.usage().calls() == callsBefore) {
      later(this::endProbation, window); // nobody has asked anything of it
      return;
    }
    state = State.WORKS;
    next = first;
    begin(System.nanoTime());
    LOG.info("plugin '{}' works again", id);
  }

  private void later(Runnable task, Duration delay) {
    try {
      timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("plugin '{}' stays as it is: the server stops", id);
    }
  }
}
