package io.fairlead.core.outbound;

import io.fairlead.core.transport.Transport;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames out of the lanes and writes them, one batch at a time, each as large as what is
 * there when its turn comes. With a linger, a small batch waits for more.
 */
final class Writer {

  private static final int BATCH_FRAMES = 512;
  private static final int BATCH_BYTES = 256 * 1024;

  private final BoundedOutboundQueue queue;
  private final Transport transport;
  private final OutboundLimits limits;
  private final ReentrantLock lock;
  private final LingerClock linger;
  private final Runnable turn = this::writeOn;
  private @Nullable Batch inFlight;
  private boolean writing;
  private boolean expired;
  private long lingerDue;
  private volatile long writingSince;
  private volatile long heldSince;

  Writer(
      BoundedOutboundQueue queue, Transport transport, OutboundLimits limits, LingerClock linger) {
    this.queue = queue;
    this.transport = transport;
    this.limits = limits;
    this.lock = queue.lock();
    this.linger = linger;
  }

  // --- with the lock held ----------------------------------------------------------------------

  /** Whether the caller has to {@link #start}, once the lock is free. */
  boolean mayStart() {
    if (writing || !queue.lanes().ready() || lingers()) {
      return false;
    }
    lingerDue = 0;
    writing = true;
    return true;
  }

  private boolean lingers() {
    if (limits.batchInterval().isZero()
        || queue.lanes().urgent()
        || queue.fill().bytes() >= limits.batchBytes()
        || queue.finishing()
        || !transport.gathered()) {
      return false;
    }
    if (lingerDue == 0) {
      lingerDue = linger.add(this::lingered);
    }
    return true;
  }

  /** Whether nothing is being written, nor could be. */
  boolean idle() {
    return !writing && !queue.lanes().ready();
  }

  /** What is in flight will not be told of any more by its write. */
  void giveUp(Consumer<Entry> sink) {
    if (inFlight != null) {
      inFlight.entries().forEach(sink);
      inFlight = null;
    }
  }

  /** Notes since when others wait for the end of a message in parts. */
  void noteHeld() {
    if (!queue.lanes().holdsBack()) {
      heldSince = 0;
    } else if (heldSince == 0) {
      heldSince = nanoTime();
    }
  }

  private @Nullable Batch takeBatch() {
    Lanes lanes = queue.lanes();
    Batch batch = null;
    int most = transport.gathered() ? BATCH_FRAMES : 1;
    long now = 0;
    for (Entry next = lanes.peek(); next != null; next = lanes.peek()) {
      if (next.mortal()) {
        now = now == 0 ? nanoTime() : now;
        if (next.expired(now)) {
          lanes.take();
          queue.expired(next);
          expired = true;
          continue;
        }
      }
      if (batch == null) {
        batch = new Batch(this);
      } else if (batch.entries().size() == most || batch.bytes() + next.size() > BATCH_BYTES) {
        break;
      }
      batch.add(next);
      lanes.take();
    }
    noteHeld();
    return batch;
  }

  // --- without the lock: one thread at a time, whoever was told to start -------------------------

  /**
   * Asks the transport for a turn.
   *
   * @param elsewhere on another thread, since this one has more to do
   */
  void start(boolean elsewhere) {
    if (elsewhere) {
      transport.takeTurnElsewhere(turn);
    } else {
      transport.takeTurn(turn);
    }
  }

  void writeOn() {
    Batch batch;
    do {
      boolean drained;
      BoundedOutboundQueue.@Nullable News news = null;
      lock.lock();
      try {
        batch = takeBatch();
        inFlight = batch;
        writing = batch != null;
        writingSince = batch == null ? 0 : nanoTime();
        drained = batch == null && queue.finishing();
        if (expired) {
          expired = false;
          news = queue.news();
        }
      } finally {
        lock.unlock();
      }
      if (news != null) {
        queue.tell(news);
      }
      if (drained) {
        queue.drained();
      }
    } while (batch != null && batch.write(transport) && goesOn());
  }

  /** Whether there is more to write now. */
  private boolean goesOn() {
    lock.lock();
    try {
      if (queue.lanes().ready() && lingers()) {
        writing = false;
        writingSince = 0;
        return false;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A batch that was not done when its write returned: its thread takes over. */
  void resume() {
    if (goesOn()) {
      writeOn();
    }
  }

  private void lingered(long due) {
    lock.lock();
    try {
      if (lingerDue != due) {
        return; // went out earlier
      }
      lingerDue = 0;
      if (writing || !queue.lanes().ready()) {
        return;
      }
      writing = true;
    } finally {
      lock.unlock();
    }
    start(true);
  }

  void written(Batch batch, @Nullable Throwable failure) {
    BoundedOutboundQueue.News news;
    lock.lock();
    try {
      if (inFlight != batch) {
        return; // given up meanwhile: told already
      }
      inFlight = null;
      writingSince = 0;
      queue.fill().leave(batch.entries().size(), batch.bytes());
      if (failure != null) {
        batch.entries().forEach(queue::failed);
      }
      news = queue.news();
    } finally {
      lock.unlock();
    }
    if (failure == null) {
      Telling.run(() -> batch.entries().forEach(Entry::written));
    } else {
      IOException reason =
          failure instanceof IOException io ? io : new IOException("the write failed", failure);
      Telling.run(() -> batch.entries().forEach(entry -> entry.lost(reason)));
      queue.abort(reason);
      transport.writeFailed();
    }
    queue.tell(news);
  }

  // --- for the watchdog ------------------------------------------------------------------------

  long writingNanos(long now) {
    long since = writingSince;
    return since == 0 ? 0 : Math.max(0, now - since);
  }

  boolean stalled(long now) {
    return over(writingSince, now) || over(heldSince, now);
  }

  private boolean over(long since, long now) {
    return since != 0 && now - since > limits.sendTimeout().toNanos();
  }

  private static long nanoTime() {
    long now = System.nanoTime();
    return now == 0 ? 1 : now; // 0 stands for "not running"
  }
}
