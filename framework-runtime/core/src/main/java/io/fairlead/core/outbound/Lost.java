package io.fairlead.core.outbound;

import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.NotSentException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** What a queue did not send: counted at once, told to the senders outside the queue's lock. */
final class Lost {

  private static final int REASONS = LossReason.values().length;

  private final Losses all;
  private volatile @Nullable AtomicLongArray counts; // few queues ever lose anything
  private @Nullable List<One> untold; // guarded by the queue's lock

  Lost(Losses all) {
    this.all = all;
  }

  /** A frame, and why it was not sent. */
  record One(Entry entry, Throwable reason) {}

  /** With the lock held: notes a frame that had been queued. */
  void add(Entry entry, Throwable reason) {
    count(entry, reason instanceof NotSentException known ? known.reason() : LossReason.CLOSED);
    if (untold == null) {
      untold = new ArrayList<>(1);
    }
    untold.add(new One(entry, reason));
  }

  /** With the lock held: takes out what is to be told. */
  List<One> take() {
    List<One> taken = untold;
    untold = null;
    return taken == null ? List.of() : taken;
  }

  static void tell(List<One> taken) {
    if (!taken.isEmpty()) {
      Telling.run(() -> taken.forEach(each -> each.entry().lost(each.reason())));
    }
  }

  /** Counts a frame whose sender hears of it another way. Any thread. */
  void count(Entry entry, LossReason reason) {
    all.count(entry.frame().message().messageClass().name(), reason);
    counts().incrementAndGet(reason.ordinal());
  }

  private AtomicLongArray counts() {
    AtomicLongArray known = counts;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      AtomicLongArray made = counts != null ? counts : new AtomicLongArray(REASONS);
      counts = made;
      return made;
    }
  }

  long count(LossReason reason) {
    AtomicLongArray known = counts;
    return known == null ? 0 : known.get(reason.ordinal());
  }
}
