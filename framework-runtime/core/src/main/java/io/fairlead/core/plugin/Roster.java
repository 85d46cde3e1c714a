package io.fairlead.core.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which plugins there are: those that run, and all that is known of jars. Safe for any thread. */
final class Roster {

  private final PluginManager manager;

  Roster(PluginManager manager) {
    this.manager = manager;
  }

  /** Those that run, in the order of their start. */
  List<Candidate> running() {
    synchronized (manager) {
      return new ArrayList<>(manager.started());
    }
  }

  List<Candidate> all() {
    synchronized (manager) {
      return new ArrayList<>(manager.candidates());
    }
  }

  @Nullable Candidate running(String id) {
    return running().stream().filter(each -> each.name().equals(id)).findFirst().orElse(null);
  }

  @Nullable Candidate runsFrom(Path jar) {
    return running().stream().filter(each -> each.jar().equals(jar)).findFirst().orElse(null);
  }

  List<Candidate> idle(String id) {
    return all().stream().filter(each -> !each.started() && each.name().equals(id)).toList();
  }

  /** A plugin and those that require it, each after what it requires. */
  List<Candidate> withDependants(Candidate first) {
    List<Candidate> all = new ArrayList<>(List.of(first));
    for (Candidate each : running()) { // in the order of their start: one pass finds all
      if (each != first && all.stream().anyMatch(other -> each.needs(other.name()))) {
        all.add(each);
      }
    }
    return all;
  }

  void dropIdle(Predicate<Candidate> condition) {
    synchronized (manager) {
      manager.candidates().removeIf(each -> !each.started() && condition.test(each));
    }
  }

  void add(Candidate candidate) {
    synchronized (manager) {
      manager.candidates().add(candidate);
    }
  }

  void forget(Candidate candidate) {
    synchronized (manager) {
      manager.candidates().remove(candidate);
    }
  }

  void stopped(List<Candidate> going) {
    synchronized (manager) {
      manager.started().removeAll(going);
    }
  }

  /** From here on the new ones are those that run, whatever becomes of the rest. */
  void exchanged(List<Candidate> coming, List<Candidate> going) {
    synchronized (manager) {
      manager.started().removeAll(going);
      manager.started().addAll(coming);
      manager.candidates().removeAll(going);
      manager.candidates().removeAll(coming); // those that were tried are there already
      manager
          .candidates()
          .removeIf(
              each ->
                  !each.started()
                      && coming.stream().anyMatch(came -> came.jar().equals(each.jar())));
      manager.candidates().addAll(coming);
    }
  }
}
