package io.fairlead.core.plugin;

import io.fairlead.core.plugin.PluginReport.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Plugins that come, change and go while the server serves. No connection is closed for it, but
 * those of an endpoint that goes; each message runs wholly in one version. A version that does not
 * start leaves the one before it running. Plugins that require a changed one start anew with it.
 * Safe for any thread; the methods take turns, and each lasts until its change is done.
 */
public final class LivePlugins {

  private static final Logger LOG = LogManager.getLogger(LivePlugins.class);

  private final PluginManager manager;
  private final PluginChecks checks;
  private final WorkDirectory work;
  private final Replacement replacement;
  private final List<Path> directories;
  private final Map<Path, Fingerprint> seen = new HashMap<>();
  private @Nullable PluginWatch watch;
  private boolean closed;

  LivePlugins(
      PluginManager manager,
      PluginChecks checks,
      WorkDirectory work,
      Replacement replacement,
      List<Path> directories) {
    this.manager = manager;
    this.checks = checks;
    this.work = work;
    this.replacement = replacement;
    this.directories = directories.stream().map(LivePlugins::absolute).toList();
    for (Candidate each : candidates()) {
      note(each);
    }
  }

  void watch(Duration interval) {
    if (!interval.isZero() && !directories.isEmpty()) {
      watch = PluginWatch.start(this, directories, interval);
    }
  }

  // --- what can be asked for -------------------------------------------------------------------

  /**
   * Looks for new, changed and removed jars in the directories, and makes the changes.
   *
   * @throws PluginException if a directory cannot be read; nothing has changed then
   */
  public synchronized List<PluginReport> rescan() {
    checkOpen();
    Set<Path> present = new LinkedHashSet<>();
    for (Path directory : directories) {
      present.addAll(PluginChecks.jars(directory));
    }
    boolean done = false;
    Map<Path, Fingerprint> before = new HashMap<>(seen);
    try {
      change(present);
      done = true;
    } finally {
      if (!done) { // what was read and not dealt with is new at the next look
        seen.clear();
        seen.putAll(before);
      }
    }
    return manager.reports();
  }

  private void change(Set<Path> present) {
    Map<String, List<Candidate>> found = new LinkedHashMap<>();
    for (Path jar : present) {
      Fingerprint now = Fingerprint.of(jar);
      if (now != null && !now.equals(seen.get(jar))) {
        Candidate candidate = read(jar);
        if (candidate.untrusted()) {
          arrive(candidate); // left out, whatever id it claims
          continue;
        }
        found.computeIfAbsent(candidate.name(), id -> new ArrayList<>()).add(candidate);
      }
    }
    seen.keySet().removeIf(jar -> isWatched(jar) && !present.contains(jar));
    dropIdle(each -> isWatched(each.jar()) && !present.contains(each.jar()));
    reviveSoleJars(found);
    apply(found, present);
    startWaiting();
  }

  /**
   * Starts the plugin of a jar, which may lie anywhere; one with its id makes place for it.
   *
   * @throws PluginException naming cause and cure if it cannot start; what ran before runs on
   */
  public synchronized PluginReport replace(Path jar) {
    checkOpen();
    if (!Files.isReadable(jar)) {
      throw new PluginException("there is no readable file " + jar + "; name a plugin jar");
    }
    return started(read(absolute(jar)));
  }

  /**
   * Starts a plugin that is stopped, inactive or failed, from its jar as it is now.
   *
   * @throws PluginException naming cause and cure if it cannot start, or runs already
   */
  public synchronized PluginReport start(String id) {
    checkOpen();
    if (running(id) != null) {
      throw new PluginException("plugin '" + id + "' runs already");
    }
    Candidate idle =
        candidates().stream()
            .filter(each -> each.name().equals(id))
            .findFirst()
            .orElseThrow(() -> unknown(id));
    return started(read(idle.jar()));
  }

  /**
   * Stops a plugin, and those that require it, until it is started again or its jar changes.
   *
   * @throws PluginException if it does not run, or is required
   */
  public synchronized PluginReport stop(String id) {
    checkOpen();
    Candidate running = running(id);
    if (running == null) {
      throw candidates().stream().anyMatch(each -> each.name().equals(id))
          ? new PluginException("plugin '" + id + "' does not run")
          : unknown(id);
    }
    withDependants(running).forEach(LivePlugins::refuseIfRequired);
    remove(running);
    running.settle(Status.STOPPED, "stopped by request; start it again, or change its jar");
    LOG.info("plugin '{}' stopped by request", id);
    return running.report();
  }

  private PluginReport started(Candidate candidate) {
    Candidate old = running(candidate.name());
    if (!candidate.failed()) {
      exchange(candidate, old);
    }
    if (!candidate.started()) {
      replacement.release(candidate);
      throw new PluginException(
          candidate.jar().getFileName()
              + ": "
              + candidate.message()
              + (old == null ? "" : "; the version before runs on"));
    }
    startWaiting();
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

  // --- what changed in the directories -----------------------------------------------------------

  /** What failed for sharing its id is looked at again where it is the only one left. */
  private void reviveSoleJars(Map<String, List<Candidate>> found) {
    for (Candidate each : candidates()) {
      if (each.shared()
          && running(each.name()) == null
          && !found.containsKey(each.name())
          && idle(each.name()).size() == 1) {
        found.put(each.name(), new ArrayList<>(List.of(read(each.jar()))));
      }
    }
  }

  private void apply(Map<String, List<Candidate>> found, Set<Path> present) {
    for (Candidate each : runningOnes()) {
      if (!each.started()) {
        continue; // it stopped with another one
      }
      boolean gone = isWatched(each.jar()) && !present.contains(each.jar());
      boolean other = changesId(each, found);
      if ((gone || other) && !found.containsKey(each.name())) {
        List<Candidate> heirs = idle(each.name());
        if (heirs.size() == 1) {
          found.put(each.name(), List.of(read(heirs.get(0).jar())));
        } else {
          withdraw(each);
        }
      }
    }
    List<Candidate> targets = new ArrayList<>();
    found.forEach((id, all) -> targets.addAll(sole(id, all, present)));
    while (!targets.isEmpty()) {
      Candidate next =
          targets.stream()
              .filter(each -> targets.stream().noneMatch(other -> each.needs(other.name())))
              .findFirst()
              .orElse(targets.get(0));
      targets.remove(next);
      arrive(next);
    }
  }

  /** Whether its jar now holds another plugin. */
  private static boolean changesId(Candidate running, Map<String, List<Candidate>> found) {
    return found.values().stream()
        .flatMap(List::stream)
        .anyMatch(
            each ->
                each.jar().equals(running.jar())
                    && each.descriptor() != null
                    && !each.name().equals(running.name()));
  }

  /** The one that is to run under an id; none where that is not clear. */
  private List<Candidate> sole(String id, List<Candidate> all, Set<Path> present) {
    Candidate running = running(id);
    boolean runsElsewhere =
        running != null
            && (!isWatched(running.jar()) || present.contains(running.jar()))
            && all.stream().noneMatch(each -> each.jar().equals(running.jar()));
    if (all.size() == 1 && !runsElsewhere) {
      return all;
    }
    List<Candidate> sharing = new ArrayList<>(all);
    if (runsElsewhere) {
      sharing.add(running);
    }
    String files =
        String.join(
            " and ",
            sharing.stream().map(each -> String.valueOf(each.jar().getFileName())).toList());
    for (Candidate each : all) {
      each.failShared("id '" + id + "' is in " + files + "; remove all but one");
      leaveOut(each);
    }
    return List.of();
  }

  private void arrive(Candidate candidate) {
    Candidate old = running(candidate.name());
    if (!candidate.failed()) {
      exchange(candidate, old);
    }
    if (candidate.started()) {
      return;
    }
    Candidate sameJar = runsFrom(candidate.jar());
    if (sameJar != null) {
      sameJar.note("its changed jar is left out, this version runs on: " + candidate.message());
      LOG.warn(
          "plugin '{}' {} runs on: its changed jar {} is left out: {}",
          sameJar.name(),
          sameJar.manifest().descriptor().version(),
          candidate.jar().getFileName(),
          candidate.message());
      replacement.release(candidate);
    } else {
      leaveOut(candidate);
    }
  }

  private void leaveOut(Candidate candidate) {
    replacement.release(candidate);
    if (candidate.failed()) {
      LOG.warn("plugin jar {} is left out: {}", candidate.jar().getFileName(), candidate.message());
    }
    synchronized (manager) {
      manager.candidates().removeIf(each -> !each.started() && each.jar().equals(candidate.jar()));
      manager.candidates().add(candidate);
    }
  }

  /** Its jar is gone. */
  private void withdraw(Candidate running) {
    for (Candidate each : withDependants(running)) {
      if (each.required()) {
        String why = each == running ? "it is required" : "'" + each.name() + "' requires it";
        running.note("its jar is gone; it runs on, because " + why);
        LOG.error(
            "the jar {} of plugin '{}' is gone; it runs on, because {}",
            running.jar().getFileName(),
            running.name(),
            why);
        return;
      }
    }
    remove(running);
    synchronized (manager) {
      manager.candidates().remove(running);
    }
    LOG.info("plugin '{}' stopped: its jar is gone", running.name());
  }

  /** What failed for nothing but a plugin that is there by now. */
  private void startWaiting() {
    Set<Path> tried = new LinkedHashSet<>();
    boolean again = true;
    while (again) {
      again = false;
      for (Candidate each : candidates()) {
        if (each.waiting()
            && !tried.contains(each.jar())
            && runningOnes().stream()
                .map(Candidate::name)
                .toList()
                .containsAll(each.manifest().descriptor().requires())) {
          tried.add(each.jar());
          arrive(read(each.jar()));
          again = true;
          break;
        }
      }
    }
  }

  // --- one change ------------------------------------------------------------------------------

  /** Lets one come; the one of its id goes, and those that require that one come anew. */
  private void exchange(Candidate candidate, @Nullable Candidate old) {
    List<Candidate> going = old == null ? List.of() : withDependants(old);
    List<Candidate> staying = runningOnes();
    staying.removeAll(going);
    List<Candidate> coming = new ArrayList<>(List.of(candidate));
    going.stream().filter(each -> each != old).forEach(each -> coming.add(each.again(work.room())));
    List<Candidate> all = new ArrayList<>(staying);
    all.addAll(coming);
    List<Candidate> order = new ArrayList<>(StartOrder.of(all));
    order.retainAll(coming);
    if (order.size() < coming.size()) {
      releaseOthers(coming, candidate);
      coming.stream()
          .filter(Candidate::failed)
          .findFirst()
          .ifPresent(each -> blame(candidate, each));
      return;
    }
    if (!replacement.make(staying, order, going, () -> exchanged(order, going))) {
      releaseOthers(coming, candidate);
      order.stream()
          .filter(Candidate::failed)
          .findFirst()
          .ifPresent(each -> blame(candidate, each));
      if (candidate.started()) { // it would, but another one that needs it does not
        candidate.settle(Status.FAILED, "what requires it does not start with it");
      }
      return;
    }
    for (Candidate each : order) {
      LOG.info(
          "plugin '{}' {} {} ({})",
          each.name(),
          each.manifest().descriptor().version(),
          going.stream().anyMatch(gone -> gone.name().equals(each.name()))
              ? "has taken the place of " + versionOf(each.name(), going)
              : "started",
          each.jar().getFileName());
    }
  }

  /** From here on the new ones are those that run, whatever becomes of the rest. */
  private void exchanged(List<Candidate> order, List<Candidate> going) {
    synchronized (manager) {
      manager.started().removeAll(going);
      manager.started().addAll(order);
      manager.candidates().removeAll(going);
      manager
          .candidates()
          .removeIf(
              each ->
                  !each.started()
                      && order.stream().anyMatch(came -> came.jar().equals(each.jar())));
      manager.candidates().addAll(order);
    }
  }

  private void releaseOthers(List<Candidate> coming, Candidate candidate) {
    coming.stream().filter(each -> each != candidate).forEach(replacement::release);
  }

  private static String versionOf(String id, List<Candidate> candidates) {
    return candidates.stream()
        .filter(each -> each.name().equals(id))
        .map(each -> each.manifest().descriptor().version())
        .findFirst()
        .orElse("another one");
  }

  private static void blame(Candidate candidate, Candidate failed) {
    if (failed != candidate) {
      candidate.settle(
          Status.FAILED,
          "plugin '" + failed.name() + "' requires it and does not start: " + failed.message());
    }
  }

  /** Lets one go, and those that require it. */
  private void remove(Candidate running) {
    List<Candidate> going = withDependants(running);
    List<Candidate> staying = runningOnes();
    staying.removeAll(going);
    replacement.make(
        staying,
        List.of(),
        going,
        () -> {
          synchronized (manager) {
            manager.started().removeAll(going);
          }
        });
    for (Candidate each : going) {
      if (each != running) {
        each.failUnmet(StartOrder.unmet(running.name(), true));
        LOG.warn("plugin '{}' stopped: it {}", each.name(), each.message());
      }
    }
  }

  /** A plugin and those that require it, each after what it requires. */
  private List<Candidate> withDependants(Candidate first) {
    List<Candidate> all = new ArrayList<>(List.of(first));
    for (Candidate each : runningOnes()) { // in the order of their start: one pass finds all
      if (each != first && all.stream().anyMatch(other -> each.needs(other.name()))) {
        all.add(each);
      }
    }
    return all;
  }

  // --- state -----------------------------------------------------------------------------------

  private List<Candidate> runningOnes() {
    synchronized (manager) {
      return new ArrayList<>(manager.started());
    }
  }

  private List<Candidate> candidates() {
    synchronized (manager) {
      return new ArrayList<>(manager.candidates());
    }
  }

  private @Nullable Candidate running(String id) {
    return runningOnes().stream().filter(each -> each.name().equals(id)).findFirst().orElse(null);
  }

  private @Nullable Candidate runsFrom(Path jar) {
    return runningOnes().stream().filter(each -> each.jar().equals(jar)).findFirst().orElse(null);
  }

  private List<Candidate> idle(String id) {
    return candidates().stream().filter(each -> !each.started() && each.name().equals(id)).toList();
  }

  private void dropIdle(Predicate<Candidate> condition) {
    synchronized (manager) {
      manager.candidates().removeIf(each -> !each.started() && condition.test(each));
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private boolean isWatched(Path jar) {
    return directories.stream().anyMatch(each -> each.equals(jar.getParent()));
  }

  private Candidate read(Path jar) {
    Candidate candidate = checks.readJar(jar, work);
    note(candidate);
    return candidate;
  }

  /** What a jar was like when it was read: until it changes it is not read again. */
  private void note(Candidate candidate) {
    Fingerprint then = candidate.fingerprint();
    if (then != null) {
      seen.put(candidate.jar(), then);
    }
  }

  /** Ends the watch, and waits for a change under way. */
  void close() {
    PluginWatch last;
    synchronized (this) {
      closed = true;
      last = watch;
    }
    if (last != null) {
      last.close();
    }
  }
}
