package io.fairlead.core.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A level of patterns. Changed with the trie's lock held; read without. */
final class TrieNode<E> {

  private static final String MANY = "#";

  private final @Nullable TrieNode<E> parent;
  private final String level;
  private final Map<E, Integer> entries = new HashMap<>(2); // how often each was added
  private volatile @Nullable ConcurrentMap<String, TrieNode<E>> children;
  private volatile @Nullable Snapshot<E> snapshot;

  TrieNode(@Nullable TrieNode<E> parent, String level) {
    this.parent = parent;
    this.level = level;
  }

  /** Whether it takes any number of levels. */
  boolean takesMany() {
    return level.equals(MANY);
  }

  @Nullable TrieNode<E> child(String name) {
    Map<String, TrieNode<E>> all = children;
    return all == null ? null : all.get(name);
  }

  @Nullable TrieNode<E> many() {
    return child(MANY);
  }

  @Nullable TrieNode<E> any() {
    return child("*");
  }

  /** The entries, unless they have changed since they were last asked for. */
  @Nullable Snapshot<E> snapshot() {
    return snapshot;
  }

  // --- with the lock held ----------------------------------------------------------------------

  TrieNode<E> grow(String name) {
    ConcurrentMap<String, TrieNode<E>> all = children;
    if (all == null) {
      all = new ConcurrentHashMap<>(2);
      children = all;
    }
    return all.computeIfAbsent(name, key -> new TrieNode<>(this, key));
  }

  void add(E entry) {
    if (entries.merge(entry, 1, Integer::sum) == 1) {
      snapshot = null;
    }
  }

  /** Takes an entry out once; says whether it was there. */
  boolean remove(E entry) {
    Integer times = entries.get(entry);
    if (times == null) {
      return false;
    }
    if (times > 1) {
      entries.put(entry, times - 1);
    } else {
      entries.remove(entry);
      snapshot = null;
    }
    return true;
  }

  Snapshot<E> takeSnapshot() {
    Snapshot<E> taken = Snapshot.of(entries.keySet());
    snapshot = taken;
    return taken;
  }

  /** Takes this node out, and those above it, as far as nothing is left in them. */
  void prune() {
    TrieNode<E> node = this;
    TrieNode<E> above = node.parent;
    while (above != null && node.entries.isEmpty() && node.children == null) {
      above.drop(node.level);
      node = above;
      above = node.parent;
    }
  }

  private void drop(String name) {
    ConcurrentMap<String, TrieNode<E>> all = children;
    if (all != null) {
      all.remove(name);
      children = all.isEmpty() ? null : all;
    }
  }

  /** How many nodes stand below this one. */
  int size() {
    Map<String, TrieNode<E>> all = children;
    return all == null ? 0 : all.values().stream().mapToInt(node -> 1 + node.size()).sum();
  }
}
