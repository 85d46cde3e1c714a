package io.fairlead.core.topic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What matched a topic, each entry once: nearly always one node's snapshot as it is, so that
 * nothing is copied.
 *
 * @param most the largest node's entries
 * @param others those of other nodes that are not among them
 */
record Matches<E>(Snapshot<E> most, List<E> others) {

  static <E> Matches<E> of(Snapshot<E> one) {
    return new Matches<>(one, List.of());
  }

  static <E> Matches<E> of(List<Snapshot<E>> found) {
    Snapshot<E> most = Snapshot.none();
    for (Snapshot<E> each : found) {
      most = each.size() > most.size() ? each : most;
    }
    return found.size() < 2 ? of(most) : new Matches<>(most, others(found, most));
  }

  @SuppressWarnings("ReferenceEquality") // it is that snapshot that is left out
  private static <E> List<E> others(List<Snapshot<E>> found, Snapshot<E> most) {
    List<E> others = new ArrayList<>();
    Set<E> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Snapshot<E> each : found) {
      for (int i = 0; each != most && i < each.size(); i++) {
        E entry = each.get(i);
        if (!most.has(entry) && seen.add(entry)) {
          others.add(entry);
        }
      }
    }
    return others;
  }

  int size() {
    return most.size() + others.size();
  }

  /** All of them, in no order. */
  List<E> all() {
    List<E> all = new ArrayList<>(size());
    for (int i = 0; i < most.size(); i++) {
      all.add(most.get(i));
    }
    all.addAll(others);
    return all;
  }
}
