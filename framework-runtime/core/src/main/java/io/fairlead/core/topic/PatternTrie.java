package io.fairlead.core.topic;

import io.fairlead.api.topic.TopicPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Entries by the patterns of topics under which they were added. Adding and removing take a time
 * that does not grow with the number of entries. A match takes no lock unless something changed
 * where it looks: then it copies those entries, once for all that match after it. A node goes with
 * its last entry.
 */
final class PatternTrie<E> {

  private final ReentrantLock lock = new ReentrantLock();
  private final TrieNode<E> root = new TrieNode<>(null, "");
  private volatile int entries;
  private volatile int wild; // entries whose pattern has wildcards
  private volatile int winding; // entries whose pattern has several #, so that ways meet again

  void add(TopicPattern pattern, E entry) {
    lock.lock();
    try {
      count(pattern, 1); // first: whoever finds the entry must look in the right way
      TrieNode<E> node = root;
      for (String level : pattern.levels()) {
        node = node.grow(level);
      }
      node.add(entry);
    } finally {
      lock.unlock();
    }
  }

  /** Takes an entry out that was added under a pattern; of several additions, one. */
  void remove(TopicPattern pattern, E entry) {
    lock.lock();
    try {
      TrieNode<E> node = root;
      for (String level : pattern.levels()) {
        node = node == null ? null : node.child(level);
      }
      if (node != null && node.remove(entry)) {
        node.prune();
        count(pattern, -1);
      }
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // with the lock held
  private void count(TopicPattern pattern, int by) {
    entries += by;
    wild += pattern.hasWildcards() ? by : 0;
    winding += pattern.levels().stream().filter("#"::equals).count() > 1 ? by : 0;
  }

  boolean isEmpty() {
    return entries == 0;
  }

  /** How many nodes there are besides the root. */
  int nodes() {
    lock.lock();
    try {
      return root.size();
    } finally {
      lock.unlock();
    }
  }

  /** What was added under patterns that match a topic, each entry once. */
  Matches<E> match(String[] levels) {
    if (wild == 0) {
      TrieNode<E> node = root;
      for (int i = 0; node != null && i < levels.length; i++) {
        node = node.child(levels[i]);
      }
      return Matches.of(node == null ? Snapshot.none() : snapshot(node));
    }
    List<Snapshot<E>> found = new ArrayList<>(4);
    for (TrieNode<E> node : reached(levels)) {
      Snapshot<E> snapshot = snapshot(node);
      if (snapshot.size() > 0) {
        found.add(snapshot);
      }
    }
    return Matches.of(found);
  }

  /** Goes all ways at once, level by level, so that the work stays small whatever the patterns. */
  private Collection<TrieNode<E>> reached(String[] levels) {
    boolean waysMeet = winding > 0;
    Collection<TrieNode<E>> at = nodes(waysMeet);
    enter(root, at);
    for (String level : levels) {
      Collection<TrieNode<E>> next = nodes(waysMeet);
      for (TrieNode<E> node : at) {
        if (node.takesMany()) {
          enter(node, next);
        }
        enter(node.child(level), next);
        enter(node.any(), next);
      }
      at = next;
    }
    return at;
  }

  private static <E> Collection<TrieNode<E>> nodes(boolean waysMeet) {
    return waysMeet ? new LinkedHashSet<>() : new ArrayList<>(4);
  }

  /** A node, and what follows it without a level. */
  private static <E> void enter(@Nullable TrieNode<E> node, Collection<TrieNode<E>> into) {
    for (TrieNode<E> each = node; each != null; each = each.many()) {
      into.add(each);
    }
  }

  private Snapshot<E> snapshot(TrieNode<E> node) {
    Snapshot<E> snapshot = node.snapshot();
    if (snapshot != null) {
      return snapshot;
    }
    lock.lock();
    try {
      snapshot = node.snapshot();
      return snapshot != null ? snapshot : node.takeSnapshot();
    } finally {
      lock.unlock();
    }
  }
}
