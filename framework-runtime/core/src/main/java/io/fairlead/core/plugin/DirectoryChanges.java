package io.fairlead.core.plugin;

import io.fairlead.core.plugin.PluginReport.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Finds out what has changed in the plugin directories, and has it done. One thread at a time. */
final class DirectoryChanges {

  private static final Logger LOG = LogManager.getLogger(DirectoryChanges.class);

  /** Who lets plugins come. */
  interface Arrivals {

    /** Whether one may come now; else it is looked at again later. */
    boolean mayCome(Candidate candidate);

    /** Whether it takes part in a trial: that decides what becomes of it. */
    boolean tried(Candidate running);

    /** Some are to go: what is tried and has to do with them is rolled back. */
    void leave(List<Candidate> going);

    /** Lets one come; afterwards it has started, is tried, or has failed. */
    void come(Candidate candidate);
  }

  private final PluginChecks checks;
  private final WorkDirectory work;
  private final Roster roster;
  private final Changes changes;
  private final Arrivals arrivals;
  private final List<Path> directories;
  private final Map<Path, Fingerprint> seen = new HashMap<>();

  /**
   * Changes in some directories.
   *
   * @param directories absolute
   */
  DirectoryChanges(
      PluginChecks checks,
      WorkDirectory work,
      Roster roster,
      Changes changes,
      Arrivals arrivals,
      List<Path> directories) {
    this.checks = checks;
    this.work = work;
    this.roster = roster;
    this.changes = changes;
    this.arrivals = arrivals;
    this.directories = directories;
    for (Candidate each : roster.all()) {
      note(each);
    }
  }

  List<Path> directories() {
    return directories;
  }

  /**
   * Looks, and has it done.
   *
   * @throws PluginException if a directory cannot be read; nothing has changed then
   */
  void make() {
    Set<Path> present = jars();
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
  }

  /**
   * Whether the jar of one has changed, or is gone.
   *
   * @throws PluginException if a directory cannot be read
   */
  boolean changed(Candidate candidate) {
    Path jar = candidate.jar();
    if (!isWatched(jar)) {
      return false;
    }
    Fingerprint now = jars().contains(jar) ? Fingerprint.of(jar) : null;
    return !Objects.equals(now, seen.get(jar)); // both null: it was gone before
  }

  /** Lets a jar be looked at as a new one. */
  void forget(Path jar) {
    seen.remove(jar);
  }

  /** Whether a jar lies in one of the directories. */
  boolean holds(Path jar) {
    return isWatched(jar) && Files.exists(jar);
  }

  private Set<Path> jars() {
    Set<Path> present = new LinkedHashSet<>();
    for (Path directory : directories) {
      present.addAll(PluginChecks.jars(directory));
    }
    return present;
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
    roster.dropIdle(each -> isWatched(each.jar()) && !present.contains(each.jar()));
    reviveSoleJars(found);
    apply(found, present);
    startWaiting();
  }

  /** What failed for sharing its id is looked at again where it is the only one left. */
  private void reviveSoleJars(Map<String, List<Candidate>> found) {
    for (Candidate each : roster.all()) {
      if (each.shared()
          && roster.running(each.name()) == null
          && !found.containsKey(each.name())
          && roster.idle(each.name()).size() == 1) {
        found.put(each.name(), new ArrayList<>(List.of(read(each.jar()))));
      }
    }
  }

  private void apply(Map<String, List<Candidate>> found, Set<Path> present) {
    for (Candidate each : roster.running()) {
      if (!each.started() || arrivals.tried(each)) {
        continue; // it stopped with another one
      }
      boolean gone = isWatched(each.jar()) && !present.contains(each.jar());
      boolean other = changesId(each, found);
      if ((gone || other) && !found.containsKey(each.name())) {
        List<Candidate> heirs = roster.idle(each.name());
        if (heirs.stream().anyMatch(Candidate::rolledBack)) {
          continue; // the jar that took its place has failed
        }
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
    Candidate running = roster.running(id);
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
    if (!candidate.failed() && !arrivals.mayCome(candidate)) {
      seen.remove(candidate.jar()); // it is new at the next look
      changes.release(candidate);
      return;
    }
    if (!candidate.failed()) {
      arrivals.come(candidate);
    }
    if (!candidate.failed() && candidate.status() != Status.INACTIVE) {
      return;
    }
    Candidate sameJar = roster.runsFrom(candidate.jar());
    if (sameJar != null) {
      sameJar.note("its changed jar is left out, this version runs on: " + candidate.message());
      LOG.warn(
          "plugin '{}' {} runs on: its changed jar {} is left out: {}",
          sameJar.name(),
          sameJar.manifest().descriptor().version(),
          candidate.jar().getFileName(),
          candidate.message());
      changes.release(candidate);
    } else {
      leaveOut(candidate);
    }
  }

  private void leaveOut(Candidate candidate) {
    changes.release(candidate);
    if (candidate.failed()) {
      LOG.warn("plugin jar {} is left out: {}", candidate.jar().getFileName(), candidate.message());
    }
    roster.dropIdle(each -> each.jar().equals(candidate.jar()));
    roster.add(candidate);
  }

  /** Its jar is gone. */
  private void withdraw(Candidate running) {
    for (Candidate each : roster.withDependants(running)) {
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
    arrivals.leave(roster.withDependants(running));
    changes.remove(running);
    roster.forget(running);
    LOG.info("plugin '{}' stopped: its jar is gone", running.name());
  }

  /** What failed for nothing but a plugin that is there by now. */
  void startWaiting() {
    Set<Path> tried = new LinkedHashSet<>();
    boolean again = true;
    while (again) {
      again = false;
      for (Candidate each : roster.all()) {
        if (each.waiting()
            && !tried.contains(each.jar())
            && roster.running().stream()
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

  private boolean isWatched(Path jar) {
    return directories.stream().anyMatch(each -> each.equals(jar.getParent()));
  }

  Candidate read(Path jar) {
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
}
