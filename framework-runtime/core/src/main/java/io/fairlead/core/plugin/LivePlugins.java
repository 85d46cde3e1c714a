package io.fairlead.core.plugin;

import io.fairlead.core.plugin.PluginReport.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Plugins that come, change and go while the server serves. No connection is closed for it, but
 * those of an endpoint that goes; each message runs wholly in one version. A version that does not
 * start leaves the one before it running. Plugins that require a changed one start anew with it. A
 * share of the connections may try a new version before it takes all ({@code
 * fairlead.plugin-canary-share}): that is a change that goes on after its method has returned. Safe
 * for any thread; the methods take turns, and each lasts until its change is done.
 */
public final class LivePlugins {

  private static final Logger LOG = LogManager.getLogger(LivePlugins.class);

  private final PluginManager manager;
  private final Roster roster;
  private final Changes changes;
  private final DirectoryChanges directory;
  private final Canary.Terms terms;
  private @Nullable PluginWatch watch;
  private @Nullable Canary canary;
  private boolean postponed;
  private boolean closed;

  LivePlugins(
      PluginManager manager,
      PluginChecks checks,
      WorkDirectory work,
      Replacement replacement,
      Canary.Terms terms,
      List<Path> directories) {
    this.manager = manager;
    this.terms = terms;
    this.roster = new Roster(manager);
    this.changes = new Changes(roster, work, replacement);
    this.directory =
        new DirectoryChanges(
            checks,
            work,
            roster,
            changes,
            new DirectoryChanges.Arrivals() {
              @Override
              public boolean mayCome(Candidate candidate) {
                boolean free = inTheWay(candidate, terms) == null;
                postponed |= !free;
                return free;
              }

              @Override
              public boolean tried(Candidate running) {
                return canary != null && canary.going().contains(running);
              }

              @Override
              public void leave(List<Candidate> going) {
                Canary before = canary;
                makePlace(going, "what it requires is gone");
                if (before != null && canary == null) {
                  directory.forget(before.candidate().jar()); // it may come when that is back
                }
              }

              @Override
              public void come(Candidate candidate) {
                exchange(candidate, terms);
              }
            },
            directories.stream().map(LivePlugins::absolute).toList());
  }

  void watch(Duration interval) {
    if (!interval.isZero() && !directory.directories().isEmpty()) {
      watch = PluginWatch.start(this, directory.directories(), interval);
    }
  }

  // --- what can be asked for -------------------------------------------------------------------

  /**
   * Looks for new, changed and removed jars in the directories, and makes the changes. A version
   * that is tried is rolled back where its jar has changed or is gone; changes that have to do with
   * it otherwise wait for its end.
   *
   * @throws PluginException if a directory cannot be read; nothing has changed then
   */
  public synchronized List<PluginReport> rescan() {
    checkOpen();
    Canary tried = canary;
    if (tried != null
        && (tried.coming().stream().anyMatch(directory::changed)
            || tried.going().stream().anyMatch(directory::changed))) {
      rollBack(tried, "a jar has changed");
      if (tried.terms().equals(terms)) {
        directory.forget(tried.candidate().jar()); // tried anew, beside what has changed
      }
    }
    directory.make();
    return manager.reports();
  }

  /**
   * Starts the plugin of a jar, which may lie anywhere; one with its id makes place for it, as the
   * settings say.
   *
   * @throws PluginException naming cause and cure if it cannot start; what ran before runs on
   */
  public PluginReport replace(Path jar) {
    return replace(jar, terms);
  }

  /**
   * The same, after a share of the connections has tried it.
   *
   * @param share in per cent, from 1 to 99; 0 lets it take all at once
   * @param time how long it is tried; null as the settings say
   * @throws PluginException naming cause and cure if it cannot start; what ran before runs on
   */
  public PluginReport replace(Path jar, int share, @Nullable Duration time) {
    if (share < 0 || share > 99 || (time != null && time.isNegative())) {
      throw new PluginException("a share must be from 0 to 99 per cent, and a time not negative");
    }
    return replace(jar, terms.with(share, time));
  }

  private synchronized PluginReport replace(Path jar, Canary.Terms how) {
    checkOpen();
    if (!Files.isReadable(jar)) {
      throw new PluginException("there is no readable file " + jar + "; name a plugin jar");
    }
    return started(directory.read(absolute(jar)), how);
  }

  /**
   * Starts a plugin that is stopped, inactive or failed, from its jar as it is now.
   *
   * @throws PluginException naming cause and cure if it cannot start, or runs already
   */
  public synchronized PluginReport start(String id) {
    checkOpen();
    if (roster.running(id) != null) {
      throw new PluginException("plugin '" + id + "' runs already");
    }
    Candidate idle = roster.idle(id).stream().findFirst().orElseThrow(() -> unknown(id));
    return started(directory.read(idle.jar()), terms);
  }

  /**
   * Stops a plugin, and those that require it, until it is started again or its jar changes. A new
   * version of one of them that is tried is rolled back first.
   *
   * @throws PluginException if it does not run, or is required
   */
  public synchronized PluginReport stop(String id) {
    checkOpen();
    Candidate running = roster.running(id);
    if (running == null) {
      throw roster.all().stream().anyMatch(each -> each.name().equals(id))
          ? new PluginException("plugin '" + id + "' does not run")
          : unknown(id);
    }
    List<Candidate> going = roster.withDependants(running);
    going.forEach(LivePlugins::refuseIfRequired);
    makePlace(going, "stopped by request");
    changes.remove(running);
    running.settle(Status.STOPPED, "stopped by request; start it again, or change its jar");
    LOG.info("plugin '{}' stopped by request", id);
    return running.report();
  }

  /**
   * Lets a version that is tried take all connections now.
   *
   * @throws PluginException if none is tried
   */
  public synchronized PluginReport promote(String id) {
    Canary tried = tried(id);
    promote(tried, "ended by request");
    return tried.candidate().report();
  }

  /**
   * Takes a version that is tried back now.
   *
   * @throws PluginException if none is tried
   */
  public synchronized PluginReport rollBack(String id) {
    Canary tried = tried(id);
    rollBack(tried, "ended by request");
    return tried.candidate().report();
  }

  private Canary tried(String id) {
    checkOpen();
    Canary tried = canary;
    if (tried == null || !tried.candidate().name().equals(id)) {
      throw new PluginException("no version of a plugin '" + id + "' is being tried");
    }
    return tried;
  }

  private PluginReport started(Candidate candidate, Canary.Terms how) {
    Candidate old = roster.running(candidate.name());
    Canary tried = canary;
    if (tried != null && !candidate.failed() && tried.candidate().name().equals(candidate.name())) {
      rollBack(tried, "another version comes");
    }
    String why = candidate.failed() ? null : inTheWay(candidate, how);
    if (why != null) {
      changes.release(candidate);
      Candidate same = roster.runsFrom(candidate.jar());
      if (same == null || !Objects.equals(same.fingerprint(), candidate.fingerprint())) {
        directory.forget(candidate.jar()); // the watch may bring it later
        postponed = true;
      }
      throw new PluginException(why);
    }
    if (!candidate.failed()) {
      exchange(candidate, how);
    }
    if (candidate.status() == Status.CANARY) {
      return candidate.report();
    }
    if (!candidate.started()) {
      changes.release(candidate);
      throw new PluginException(
          candidate.jar().getFileName()
              + ": "
              + candidate.message()
              + (old == null ? "" : "; the version before runs on"));
    }
    directory.startWaiting();
    return candidate.report();
  }

  private void checkOpen() {
    if (closed) {
      throw new PluginException("the server stops");
    }
  }

  private static PluginException unknown(String id) {
    return new PluginException("there is no plugin '" + id + "'");
  }

  private static void refuseIfRequired(Candidate running) {
    if (running.required()) {
      throw new PluginException(
          "plugin '"
              + running.name()
              + "' is required; set fairlead.plugins."
              + running.name()
              + ".required to false and restart, or replace it");
    }
  }

  // --- canary ----------------------------------------------------------------------------------

  private void exchange(Candidate candidate, Canary.Terms how) {
    Canary begun = changes.exchange(candidate, roster.running(candidate.name()), how);
    if (begun != null) {
      canary = begun;
      Thread thread = new Thread(null, () -> follow(begun), "fairlead-canary", 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(LivePlugins.class.getClassLoader());
      thread.start();
    }
  }

  /** What is tried now and does not go together with a change; null where that may be made. */
  private @Nullable String inTheWay(Candidate candidate, Canary.Terms how) {
    Canary tried = canary;
    if (tried == null) {
      return null;
    }
    Candidate old = roster.running(candidate.name());
    boolean another = old != null && how.share() > 0;
    boolean related =
        tried.coming().stream()
                .anyMatch(
                    each -> candidate.needs(each.name()) || each.name().equals(candidate.name()))
            || (old != null && tried.concernsAny(roster.withDependants(old)));
    return another || related
        ? "a new version of plugin '"
            + tried.candidate().name()
            + "' is being tried; promote it or roll it back first"
        : null;
  }

  private void follow(Canary begun) {
    try {
      Canary.Verdict verdict = begun.await();
      if (verdict != Canary.Verdict.NONE) {
        end(begun, verdict);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) { // whatever a plugin throws at its end
      LOG.error("the trial of plugin '{}' did not end well", begun.candidate().name(), e);
    }
  }

  private void makePlace(List<Candidate> going, String why) {
    Canary tried = canary;
    if (tried != null && tried.concernsAny(going)) {
      rollBack(tried, why);
    }
  }

  @SuppressWarnings("ReferenceEquality") // it may have ended, and another one begun
  private synchronized void end(Canary begun, Canary.Verdict verdict) {
    if (canary != begun) {
      return;
    }
    if (verdict == Canary.Verdict.PROMOTE) {
      promote(begun, "its time is over");
    } else {
      rollBack(begun, "too many calls failed");
    }
  }

  private void promote(Canary tried, String why) {
    canary = null;
    try {
      changes.promote(tried, why);
      directory.startWaiting();
    } finally {
      lookAgain();
    }
  }

  private void rollBack(Canary tried, String why) {
    canary = null;
    try {
      changes.rollBack(tried, why);
      keepInMind(tried.candidate());
    } finally {
      lookAgain();
    }
  }

  /** Its jar has taken the place of another one, which may be gone. */
  private void keepInMind(Candidate rolledBack) {
    if (directory.holds(rolledBack.jar())) {
      LOG.warn(
          "{} is left out until it changes, but a start of the server takes it: replace or remove it",
          rolledBack.jar().getFileName());
      if (roster.runsFrom(rolledBack.jar()) == null) {
        rolledBack.leaveOutAfterTrial();
        roster.dropIdle(each -> each.jar().equals(rolledBack.jar()));
        roster.add(rolledBack);
      }
    }
  }

  /** What had to wait can come now. */
  private void lookAgain() {
    if (postponed && watch != null) {
      watch.again();
    }
    postponed = false;
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** Ends the watch, and waits for a change under way; what is tried is rolled back. */
  void close() {
    try {
      end();
    } finally {
      PluginWatch last = watch();
      if (last != null) {
        last.close();
      }
    }
  }

  private synchronized void end() {
    closed = true;
    Canary tried = canary;
    if (tried != null) {
      rollBack(tried, "the server stops");
    }
  }

  private synchronized @Nullable PluginWatch watch() {
    return watch;
  }
}
