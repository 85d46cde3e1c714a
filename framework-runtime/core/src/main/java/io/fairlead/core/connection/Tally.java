package io.fairlead.core.connection;

import io.fairlead.api.connection.PoolUsage;
import java.util.HashMap;
import java.util.Map;

/** Counts by key, and knows the fullest. For use under its owner's lock. */
final class Tally<K> {

  private final Map<K, Integer> counts = new HashMap<>();
  private final Map<Integer, Integer> keysWith = new HashMap<>(); // by their count
  private int fullest;

  boolean full(K key, int most) {
    return count(key) >= most;
  }

  int count(K key) {
    return counts.getOrDefault(key, 0);
  }

  void add(K key) {
    int now = counts.merge(key, 1, Integer::sum);
    move(now - 1, now);
    fullest = Math.max(fullest, now);
  }

  void remove(K key) {
    int before = count(key);
    if (before == 0) {
      return;
    }
    counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    move(before, before - 1);
    if (before == fullest && !keysWith.containsKey(before)) {
      fullest = before - 1; // this key's, now
    }
  }

  private void move(int from, int to) {
    keysWith.computeIfPresent(from, (same, keys) -> keys == 1 ? null : keys - 1);
    if (to > 0) {
      keysWith.merge(to, 1, Integer::sum);
    }
  }

  /** How full the fullest key is, where so many are allowed. */
  PoolUsage usage(int most) {
    return new PoolUsage(fullest, most);
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }
}
