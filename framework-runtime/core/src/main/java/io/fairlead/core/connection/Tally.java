package io.fairlead.core.connection;

import java.util.HashMap;
import java.util.Map;

/** Counts by key. For use under its owner's lock. */
final class Tally<K> {

  private final Map<K, Integer> counts = new HashMap<>();

  boolean full(K key, int most) {
    return count(key) >= most;
  }

  int count(K key) {
    return counts.getOrDefault(key, 0);
  }

  void add(K key) {
    counts.merge(key, 1, Integer::sum);
  }

  void remove(K key) {
    counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }
}
