package io.fairlead.core.outbound;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Entries in the order in which they came, found by their keys. Guarded by its queue's lock. */
final class Line {

  private static final int FEW_KEYS = 48;

  private @Nullable Entry head;
  private @Nullable Entry tail;
  private @Nullable Map<Object, Entry> byKey;
  private int mostKeys;
  private int size;
  private int whole;
  private long wholeBytes;

  /** How many of higher lanes have left while something waited here. */
  int passedOver;

  void add(Entry entry) {
    if (tail == null) {
      head = entry;
    } else {
      tail.next = entry;
    }
    tail = entry;
    size++;
    count(entry, 1);
    if (entry.key() != null) {
      if (byKey == null) {
        byKey = new HashMap<>();
      }
      byKey.put(entry.key(), entry);
      mostKeys = Math.max(mostKeys, byKey.size());
    }
  }

  @Nullable Entry peek() {
    return head;
  }

  @Nullable Entry poll() {
    Entry first = head;
    if (first != null) {
      unlink(null, first);
    }
    return first;
  }

  /** The one with a key that came last. */
  @Nullable Entry find(Object key) {
    return byKey == null ? null : byKey.get(key);
  }

  /** Takes out the first one that fits; null where none does. */
  @Nullable Entry removeFirst(Predicate<Entry> which) {
    Entry before = null;
    for (Entry each = head; each != null; before = each, each = each.next) {
      if (which.test(each)) {
        unlink(before, each);
        return each;
      }
    }
    return null;
  }

  /** Takes out all that fit. */
  void removeAll(Predicate<Entry> which, Consumer<Entry> sink) {
    Entry before = null;
    Entry each = head;
    while (each != null) {
      Entry after = each.next;
      if (which.test(each)) {
        unlink(before, each);
        sink.accept(each);
      } else {
        before = each;
      }
      each = after;
    }
  }

  private void unlink(@Nullable Entry before, Entry entry) {
    if (before == null) {
      head = entry.next;
    } else {
      before.next = entry.next;
    }
    if (entry.next == null) {
      tail = before;
    }
    entry.next = null;
    size--;
    count(entry, -1);
    if (byKey != null && entry.key() != null) {
      byKey.remove(entry.key(), entry);
      if (byKey.isEmpty() && mostKeys > FEW_KEYS) {
        byKey = null; // the table does not shrink
        mostKeys = 0;
      }
    }
  }

  private void count(Entry entry, int by) {
    if (entry.whole()) {
      whole += by;
      wholeBytes += (long) by * entry.size();
    }
  }

  /** One of them has become so much longer. */
  void grown(int bytes) {
    wholeBytes += bytes;
  }

  /** How many whole messages are in it. */
  int whole() {
    return whole;
  }

  /** Their bytes. */
  long wholeBytes() {
    return wholeBytes;
  }

  boolean isEmpty() {
    return head == null;
  }

  int size() {
    return size;
  }
}
