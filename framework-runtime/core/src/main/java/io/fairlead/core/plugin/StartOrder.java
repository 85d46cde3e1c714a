package io.fairlead.core.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Puts plugins in the order of their start: what one requires comes before it, otherwise ids
 * decide. Those that share an id, need what is not there, or need each other in a circle fail.
 */
final class StartOrder {

  private final Map<String, Candidate> byId = new TreeMap<>();

  private StartOrder() {}

  /** The order of those that have not failed; afterwards more of them may have. */
  static List<Candidate> of(List<Candidate> candidates) {
    StartOrder order = new StartOrder();
    order.add(candidates);
    order.refuseCircles();
    order.refuseUnmet(candidates);
    return order.sorted();
  }

  private void add(List<Candidate> candidates) {
    Map<String, List<Candidate>> sharing = new LinkedHashMap<>();
    for (Candidate each : candidates) {
      if (each.descriptor() != null && !each.untrusted()) {
        sharing.computeIfAbsent(each.name(), id -> new ArrayList<>()).add(each);
      }
    }
    sharing.forEach(
        (id, all) -> {
          // which one would win would hang on file names: so none does
          if (all.size() > 1) {
            String files =
                all.stream()
                    .map(Candidate::jar)
                    .map(Path::getFileName)
                    .map(String::valueOf)
                    .collect(Collectors.joining(" and "));
            all.forEach(
                each -> each.failShared("id '" + id + "' is in " + files + "; remove all but one"));
          }
        });
    for (Candidate each : candidates) {
      if (!each.failed()) {
        byId.put(each.name(), each);
      }
    }
  }

  private void refuseCircles() {
    List<Candidate> all = List.copyOf(byId.values());
    for (Candidate each : all) {
      List<String> circle = path(each.name(), each.name(), new LinkedHashSet<>());
      if (!circle.isEmpty()) {
        each.fail(
            "requires itself in a circle ("
                + String.join(" -> ", circle)
                + "); drop one "
                + PluginManifest.REQUIRES);
      }
    }
    byId.values().removeIf(Candidate::failed);
  }

  /** A way from one plugin to another along what they require; empty where there is none. */
  private List<String> path(String from, String to, Set<String> seen) {
    Candidate candidate = byId.get(from);
    if (candidate == null || !seen.add(from)) {
      return List.of();
    }
    for (String next : candidate.manifest().descriptor().requires()) {
      List<String> rest = next.equals(to) ? List.of(to) : path(next, to, seen);
      if (!rest.isEmpty()) {
        List<String> way = new ArrayList<>(List.of(from));
        way.addAll(rest);
        return way;
      }
    }
    return List.of();
  }

  private void refuseUnmet(List<Candidate> candidates) {
    Map<String, Candidate> present = new LinkedHashMap<>();
    candidates.forEach(each -> present.putIfAbsent(each.name(), each));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Candidate each : List.copyOf(byId.values())) {
        for (String id : each.manifest().descriptor().requires()) {
          if (!byId.containsKey(id) && byId.remove(each.name()) != null) {
            each.failUnmet(unmet(id, present.containsKey(id)));
            changed = true;
          }
        }
      }
    }
  }

  /** What a plugin is told when one that it requires is not there or does not work. */
  static String unmet(String id, boolean present) {
    return "requires plugin '"
        + id
        + (present
            ? "', which did not start; see its own message"
            : "', which is not there; add its jar");
  }

  private List<Candidate> sorted() {
    Map<String, Candidate> left = new TreeMap<>(byId);
    Map<String, Candidate> placed = new LinkedHashMap<>();
    while (!left.isEmpty()) {
      Candidate next =
          left.values().stream()
              .filter(each -> placed.keySet().containsAll(each.manifest().descriptor().requires()))
              .findFirst()
              .orElseThrow(); // there is always one: circles and unmet needs are out
      left.remove(next.name());
      placed.put(next.name(), next);
    }
    return List.copyOf(placed.values());
  }
}
