package io.fairlead.core.plugin;

import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.InactivePluginException;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.core.config.PluginSettings;
import io.fairlead.core.plugin.PluginReport.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the plugins that run. Those that come start beside those that go, without an effect;
 * then all exchange at one stroke; then those that go are stopped, when nothing that began with
 * them is under way any more. Where one cannot start, nothing has changed. For use by one thread at
 * a time.
 */
final class Replacement {

  private static final Logger LOG = LogManager.getLogger(Replacement.class);
  private static final Duration SLICE = Duration.ofMillis(50);

  private final PluginHost host;
  private final PluginChecks checks;
  private final LiveServer server;
  private final ReleaseWatch releases;
  private final WorkDirectory work;
  private final ScheduledExecutorService timer;
  private final BooleanSupplier hurry;

  /**
   * Changes on a running server.
   *
   * @param hurry whether to wait for nothing, because the server stops
   */
  Replacement(
      PluginHost host,
      PluginChecks checks,
      LiveServer server,
      ReleaseWatch releases,
      WorkDirectory work,
      ScheduledExecutorService timer,
      BooleanSupplier hurry) {
    this.host = host;
    this.checks = checks;
    this.server = server;
    this.releases = releases;
    this.work = work;
    this.timer = timer;
    this.hurry = hurry;
  }

  /**
   * Makes a change.
   *
   * @param staying those that run and go on
   * @param coming in the order of their start; each is settled afterwards
   * @param going in the order of their start
   * @param exchanged runs when those that come are there, before those that go are stopped
   * @return whether it was made
   */
  boolean make(
      List<Candidate> staying, List<Candidate> coming, List<Candidate> going, Runnable exchanged) {
    LiveServer.Exchange endpoints = begin(staying, coming, going);
    if (endpoints == null) {
      return false;
    }
    exchange(coming, going, endpoints, exchanged);
    return true;
  }

  /** Starts those that come, without an effect; null where one cannot, and all is as before. */
  LiveServer.@Nullable Exchange begin(
      List<Candidate> staying, List<Candidate> coming, List<Candidate> going) {
    List<Candidate> present = new ArrayList<>(staying);
    List<Candidate> begun = new ArrayList<>();
    for (Candidate each : coming) {
      if (!start(each, present, going)) {
        undo(begun);
        return null;
      }
      begun.add(each);
      present.add(each);
    }
    try {
      return prepare(coming, going);
    } catch (Exception e) {
      coming.forEach(each -> each.fail(Faults.oneLine(e)));
      undo(begun);
      return null;
    }
  }

  /** Puts those that come in the place of those that go; see {@link #make}. */
  void exchange(
      List<Candidate> coming,
      List<Candidate> going,
      LiveServer.Exchange endpoints,
      Runnable exchanged) {
    RunningPlugin.exchange(
        host.contributions(), running(coming), running(going), endpoints::commit);
    exchanged.run();
    coming.forEach(each -> each.guard(host.config(), timer));
    leave(going, endpoints);
  }

  private void leave(List<Candidate> going, LiveServer.Exchange endpoints) {
    try {
      drain(going);
      latestFirst(going).forEach(this::stop);
    } finally { // also where the JVM is in trouble: the exchange has been made
      endpoints.settle();
      going.forEach(this::release);
    }
  }

  // --- canary ----------------------------------------------------------------------------------

  /** Lets a share of the connections go by what has begun. */
  void tryOut(Canary canary) {
    RunningPlugin.tryOut(
        host.contributions(),
        running(canary.coming()),
        running(canary.going()),
        canary.terms().share(),
        canary.endpoints()::tryOut);
    canary.watch();
  }

  /** Lets all connections go by it; see {@link #make}. */
  void promote(Canary canary, Runnable exchanged) {
    RunningPlugin.promote(
        host.contributions(),
        running(canary.coming()),
        running(canary.going()),
        canary.endpoints()::commit);
    exchanged.run();
    canary.coming().forEach(each -> each.guard(host.config(), timer));
    leave(canary.going(), canary.endpoints());
  }

  /** Lets none go by it, and stops it. */
  void rollBack(Canary canary) {
    RunningPlugin.rollBack(host.contributions(), running(canary.coming()), running(canary.going()));
    leave(canary.coming(), canary.endpoints());
  }

  // --- steps -----------------------------------------------------------------------------------

  /** Their configurators are called, which may do anything, for as long as a start may. */
  private LiveServer.Exchange prepare(List<Candidate> coming, List<Candidate> going)
      throws Exception {
    if (coming.isEmpty()) {
      return server.prepare(endpoints(coming, going));
    }
    Candidate first = coming.get(0);
    return Bounded.start(
        first.name(),
        first.loaded() == null ? null : first.loaded().loader(),
        host.config(),
        host.starts(),
        () -> server.prepare(endpoints(coming, going)));
  }

  private boolean start(Candidate candidate, List<Candidate> present, List<Candidate> going) {
    if (candidate.failed() || !checks.load(candidate, present)) {
      release(candidate);
      return false;
    }
    ContributionRegistry.Scope scope =
        host.contributions().staged(candidate.name(), predecessor(candidate, going));
    Plugin instance = candidate.instance();
    try {
      if (instance != null) {
        candidate.running(
            RunningPlugin.stage(candidate.manifest().descriptor(), instance, host, scope));
      }
      candidate.settle(Status.STARTED, "started");
      if (scope.hasAdded(Authenticator.class)) {
        checks.authenticates(candidate);
      }
      return true;
    } catch (InactivePluginException e) {
      checks.inactive(candidate, Faults.oneLine(e));
    } catch (Exception e) {
      candidate.fail(Faults.oneLine(e));
      LOG.debug("plugin '{}' cannot start", candidate.name(), e);
    }
    release(candidate);
    return false;
  }

  private static ContributionRegistry.@Nullable Scope predecessor(
      Candidate candidate, List<Candidate> going) {
    return going.stream()
        .filter(each -> each.name().equals(candidate.name()))
        .map(Candidate::running)
        .filter(each -> each != null)
        .map(RunningPlugin::scope)
        .findFirst()
        .orElse(null);
  }

  private static Map<String, LiveServer.Endpoints> endpoints(
      List<Candidate> coming, List<Candidate> going) {
    Map<String, LiveServer.Endpoints> next = new LinkedHashMap<>();
    going.forEach(each -> next.put(each.name(), LiveServer.Endpoints.NONE));
    coming.forEach(each -> next.put(each.name(), each.offered()));
    return next;
  }

  private static List<RunningPlugin> running(List<Candidate> candidates) {
    List<RunningPlugin> running = new ArrayList<>();
    for (Candidate each : candidates) {
      RunningPlugin plugin = each.running();
      if (plugin != null) {
        running.add(plugin);
      }
    }
    return running;
  }

  /** Waits until nothing is under way that began with those that go, as long as that may take. */
  private void drain(List<Candidate> going) {
    if (going.isEmpty()) {
      return;
    }
    Duration longest = host.config().get(PluginSettings.PLUGIN_DRAIN_TIMEOUT);
    long deadline = System.nanoTime() + longest.toNanos();
    UnderWay underWay = server.underWay();
    List<RunningPlugin> leaving = running(going);
    try {
      while (!underWay.await(SLICE) || !leaving.stream().allMatch(RunningPlugin::idle)) {
        if (hurry.getAsBoolean()) {
          return;
        }
        if (System.nanoTime() - deadline >= 0) {
          LOG.warn(
              "{}: stopped after {} ms although {} connections are still at messages that began"
                  + " with it",
              names(going),
              longest.toMillis(),
              underWay.count());
          return;
        }
        if (underWay.count() == 0) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String names(List<Candidate> candidates) {
    return String.join(", ", candidates.stream().map(Replacement::called).toList());
  }

  private static String called(Candidate candidate) {
    return "plugin '" + candidate.name() + "' " + candidate.manifest().descriptor().version();
  }

  private void undo(List<Candidate> begun) {
    latestFirst(begun).forEach(this::stop);
    begun.forEach(this::release);
  }

  private void stop(Candidate candidate) {
    RunningPlugin running = candidate.running();
    if (running != null) {
      running.stop(host.config().get(PluginSettings.PLUGIN_STOP_TIMEOUT));
    }
  }

  /** Gives up classes and copies. */
  void release(Candidate candidate) {
    PluginClassLoader loader = candidate.release();
    if (loader != null) {
      releases.watch(called(candidate), loader);
    }
    work.discard(candidate.room());
  }

  private static List<Candidate> latestFirst(List<Candidate> candidates) {
    List<Candidate> reversed = new ArrayList<>(candidates);
    Collections.reverse(reversed);
    return reversed;
  }
}
