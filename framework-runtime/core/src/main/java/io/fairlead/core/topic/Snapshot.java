package io.fairlead.core.topic;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The entries of a node at one moment. Immutable; never empty but for {@link #none}. */
final class Snapshot<E> {

  private static final Snapshot<Object> NONE = new Snapshot<>(new Object[0]);

  private final Object[] entries;
  private volatile @Nullable Set<Object> set;

  private Snapshot(Object[] entries) {
    this.entries = entries;
  }

  @SuppressWarnings("unchecked") // there is nothing in it
  static <E> Snapshot<E> none() {
    return (Snapshot<E>) NONE;
  }

  static <E> Snapshot<E> of(Collection<E> entries) {
    return entries.isEmpty() ? none() : new Snapshot<>(entries.toArray());
  }

  int size() {
    return entries.length;
  }

  @SuppressWarnings("unchecked") // of() puts only E in
  E get(int index) {
    return (E) entries[index];
  }

  /** Whether it holds that very entry. The first call makes an index, which stays. */
  boolean has(E entry) {
    Set<Object> index = set;
    if (index == null) {
      index = Collections.newSetFromMap(new IdentityHashMap<>(entries.length));
      Collections.addAll(index, entries);
      set = index;
    }
    return index.contains(entry);
  }
}
