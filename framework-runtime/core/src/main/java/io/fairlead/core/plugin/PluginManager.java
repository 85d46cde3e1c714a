package io.fairlead.core.plugin;

import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.InactivePluginException;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginDescriptor;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.PluginSettings;
import io.fairlead.core.plugin.PluginReport.Status;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The plugins of one runtime: finds their jars, checks, loads, starts and stops them. A plugin that
 * does not work is left out and reported; only a required one stops the start. Safe for any thread;
 * the methods take turns.
 */
public final class PluginManager implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(PluginManager.class);

  private final PluginHost host;
  private final PluginChecks checks;
  private final ReleaseWatch releases;
  private final ScheduledThreadPoolExecutor timer = timer();
  private final List<Candidate> started = new ArrayList<>();
  private List<Candidate> candidates = new ArrayList<>();
  private List<Path> directories = List.of();
  private @Nullable WorkDirectory work;
  private @Nullable LivePlugins live;
  private volatile boolean closing;
  private boolean used;

  /** A manager for plugins that use neither topics nor events. */
  public PluginManager(
      FairleadConfig config,
      ContributionRegistry contributions,
      ConnectionRegistry connections,
      Clock clock) {
    this(new PluginHost(config, contributions, connections, clock));
  }

  /**
   * A manager with no plugins yet.
   *
   * @throws io.fairlead.core.config.ConfigException if the configuration wants signed jars and does
   *     not say whose signatures are trusted
   */
  public PluginManager(PluginHost host) {
    this.host = host;
    this.checks = new PluginChecks(host.config(), host.clock(), host.starts());
    this.releases = new ReleaseWatch(host.config().get(PluginSettings.PLUGIN_RELEASE_TIMEOUT));
  }

  /** Its thread is there only while something is waited for. */
  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(null, task, "fairlead-plugin-timer", 0, false);
              thread.setDaemon(true);
              thread.setContextClassLoader(PluginManager.class.getClassLoader());
              return thread;
            });
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /**
   * Does what is to be done where there is no plugin directory: looks whether the configuration
   * requires a plugin.
   *
   * @throws PluginException if it does
   */
  public synchronized void startWithoutDirectory() {
    use();
    refuse(checks.missing(List.of(), List.of()));
  }

  /**
   * Starts the plugins of some directories, as if all their jars lay in one: what one requires
   * before it, otherwise in the order of their ids.
   *
   * @throws PluginException if a directory cannot be read, or a required plugin does not work; no
   *     plugin is left running then
   * @throws IllegalStateException if called before
   */
  public synchronized void start(Path... directories) {
    use();
    boolean complete = false;
    try {
      work = WorkDirectory.create();
      this.directories = List.of(directories);
      candidates = new ArrayList<>();
      for (Path directory : directories) {
        candidates.addAll(checks.read(directory.toAbsolutePath().normalize(), work));
      }
      List<Candidate> order = StartOrder.of(candidates);
      candidates.stream().filter(Candidate::failed).forEach(PluginManager::logFailure);
      refuse(checks.missing(List.of(directories), candidates));
      candidates.forEach(PluginManager::refuseIfRequired);
      order.forEach(this::start);
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  private void use() {
    if (used) {
      throw new IllegalStateException("plugins can be started once");
    }
    used = true;
  }

  private void start(Candidate candidate) {
    if (checks.load(candidate, candidates)) {
      startLoaded(candidate);
    }
    if (candidate.status() == Status.STARTED) {
      started.add(candidate);
      return;
    }
    candidate.release();
    if (candidate.failed()) {
      logFailure(candidate);
    }
    refuseIfRequired(candidate);
  }

  private void startLoaded(Candidate candidate) {
    PluginDescriptor descriptor = candidate.manifest().descriptor();
    ContributionRegistry.Scope scope = host.contributions().scope(descriptor.id());
    Plugin instance = candidate.instance();
    try {
      if (instance != null) {
        candidate.running(RunningPlugin.start(descriptor, instance, host, scope));
        candidate.guard(host.config(), timer);
      }
      candidate.settle(Status.STARTED, "started");
      if (scope.hasAdded(Authenticator.class)) {
        checks.authenticates(candidate);
      }
      LOG.info(
          "plugin '{}' {} started ({})",
          descriptor.id(),
          descriptor.version(),
          candidate.jar().getFileName());
    } catch (InactivePluginException e) {
      checks.inactive(candidate, Faults.oneLine(e));
    } catch (Exception e) {
      candidate.fail(Faults.oneLine(e));
      LOG.debug("plugin '{}' cannot start", descriptor.id(), e);
      if (scope.hasAdded(Authenticator.class)) {
        checks.authenticates(candidate);
      }
    }
  }

  private static void logFailure(Candidate candidate) {
    LOG.warn("plugin jar {} is left out: {}", candidate.jar().getFileName(), candidate.message());
  }

  private static void refuseIfRequired(Candidate candidate) {
    if (candidate.stopsTheStart()) {
      throw new PluginException(
          "required plugin '"
              + candidate.name()
              + "' ("
              + candidate.jar().getFileName()
              + ") does not work: "
              + candidate.message());
    }
  }

  private static void refuse(List<PluginReport> missing) {
    if (!missing.isEmpty()) {
      throw new PluginException(missing.get(0).message());
    }
  }

  /** What became of each jar, in the order of file names. */
  public synchronized List<PluginReport> reports() {
    return candidates.stream()
        .filter(each -> each.status() != null)
        .map(Candidate::report)
        .sorted(Comparator.comparing(each -> String.valueOf(each.jar().getFileName())))
        .toList();
  }

  /**
   * From now on plugins may come, change and go: by the methods of what this returns, and by
   * themselves where jars in the directories do ({@code fairlead.plugin-watch-interval}). Once,
   * when the endpoints of {@link #endpoints} are deployed.
   *
   * @param watched those of the directories to look at
   */
  public synchronized LivePlugins live(LiveServer server, List<Path> watched) {
    if (live != null) {
      throw new IllegalStateException("the plugins are live already");
    }
    if (work == null) {
      work = WorkDirectory.create();
    }
    WorkDirectory copies = work;
    LivePlugins made =
        new LivePlugins(
            this,
            checks,
            copies,
            new Replacement(host, checks, server, releases, copies, timer, () -> closing),
            Canary.Terms.of(host.config()),
            directories.isEmpty() ? List.of() : watched);
    live = made;
    made.watch(host.config().get(PluginSettings.PLUGIN_WATCH_INTERVAL));
    return made;
  }

  /** How many class loaders of stopped plugins are still there. */
  public int heldLoaders() {
    return releases.held();
  }

  /** Those that run, in the order of their start; to be changed by who holds the monitor. */
  List<Candidate> started() {
    return started;
  }

  /** All that is known of jars; to be changed by who holds the monitor. */
  List<Candidate> candidates() {
    return candidates;
  }

  /** The annotated classes of the plugins that have started, in the order of their start. */
  public synchronized List<PluginEndpoint> endpoints() {
    return started.stream()
        .flatMap(
            each -> each.endpoints().stream().map(type -> new PluginEndpoint(each.name(), type)))
        .toList();
  }

  /**
   * Stops a plugin that has started but turned out not to work, for example because its endpoint
   * breaks a rule, and those that require it.
   *
   * @param message one line with cause and cure, for the log and the report
   * @throws PluginException if it is required
   */
  public synchronized void leaveOut(String pluginId, String message) {
    leaveOut(pluginId, message, false);
  }

  private void leaveOut(String pluginId, String message, boolean unmet) {
    List<Candidate> latestFirst = new ArrayList<>(started);
    Collections.reverse(latestFirst);
    for (Candidate each : latestFirst) {
      if (each.needs(pluginId)) {
        leaveOut(each.name(), StartOrder.unmet(pluginId, true), true);
      }
    }
    for (Candidate each : latestFirst) {
      if (each.name().equals(pluginId) && started.remove(each)) {
        stop(each, host.config().get(PluginSettings.PLUGIN_STOP_TIMEOUT));
        if (unmet) {
          each.failUnmet(message);
        } else {
          each.fail(message);
        }
        logFailure(each);
        refuseIfRequired(each);
      }
    }
  }

  private static void stop(Candidate candidate, Duration longest) {
    RunningPlugin running = candidate.running();
    if (running != null) {
      running.stop(longest);
    }
    candidate.release();
  }

  /**
   * Stops all plugins, the latest first, each within the stop deadline; gives up their class
   * loaders and deletes the copies of their jars. Later calls have no effect.
   */
  @Override
  public void close() {
    close(Duration.ofDays(1));
  }

  /**
   * The same, with a deadline over all: where it has passed, plugins are still stopped, but not
   * waited for.
   */
  public void close(Duration longest) {
    endChanges();
    stopAll(longest);
  }

  /**
   * From now on no plugin comes or goes but by {@link #close}; waits for a change under way, in
   * which a start is interrupted.
   */
  public void endChanges() {
    closing = true; // who waits in a change need not any more
    host.starts().endAll();
    LivePlugins changes = live();
    if (changes != null) {
      changes.close();
    }
  }

  private synchronized @Nullable LivePlugins live() {
    return live;
  }

  private synchronized void stopAll(Duration longest) {
    used = true;
    long deadline = System.nanoTime() + longest.toNanos();
    Duration each = host.config().get(PluginSettings.PLUGIN_STOP_TIMEOUT);
    for (int i = started.size() - 1; i >= 0; i--) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      stop(started.get(i), left.compareTo(each) < 0 ? left : each);
    }
    started.clear();
    candidates.forEach(Candidate::release);
    releases.close();
    timer.shutdownNow();
    if (work != null) {
      work.close();
      work = null;
    }
  }

  /**
   * Makes all checks that {@link #start} makes, loads the plugins and makes their instances, but
   * starts none.
   *
   * @throws PluginException if the directory cannot be read
   */
  public static List<PluginReport> inspect(Path directory, FairleadConfig config) {
    PluginChecks checks = new PluginChecks(config, Clock.systemUTC(), new Starts());
    List<Candidate> candidates = List.of();
    try (WorkDirectory work = WorkDirectory.create()) {
      candidates = checks.read(directory, work);
      for (Candidate each : StartOrder.of(candidates)) {
        if (checks.load(each, candidates)) {
          each.settle(Status.CHECKED, "ok");
        }
      }
      List<PluginReport> reports = new ArrayList<>();
      candidates.forEach(each -> reports.add(each.report()));
      reports.addAll(checks.missing(List.of(directory), candidates));
      return List.copyOf(reports);
    } finally {
      candidates.forEach(Candidate::release);
    }
  }
}
