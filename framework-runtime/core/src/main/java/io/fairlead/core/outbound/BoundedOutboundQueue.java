package io.fairlead.core.outbound;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.OutboundQueue;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.Pressure;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.outbound.FrameLine.Entry;
import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The outbound queue of one connection: bounded in messages and bytes, one write in flight. Text,
 * binary, pings and pongs all pass it in the order in which they were offered. What arrives while a
 * write is in flight leaves in one batch where the transport can gather.
 *
 * <p>Safe for any thread. Nothing blocks but {@link #offerWaiting}. Completions run outside the
 * lock, on the thread that the transport completes on.
 */
public final class BoundedOutboundQueue implements OutboundQueue {

  private static final int BATCH_FRAMES = 512;
  private static final int BATCH_BYTES = 256 * 1024;
  private static final long MEMORY_RETRY_NANOS = 20_000_000;
  private static final CompletionStage<Void> QUEUED = CompletableFuture.completedStage(null);

  private final Transport transport;
  private final OutboundLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final FrameLine line = new FrameLine();
  private final MemoryBudget.Account memory;
  private final CompletableFuture<Void> flushed = new CompletableFuture<>();
  private @Nullable Batch inFlight;
  private List<CompletableFuture<Void>> waiters = List.of();
  private int messages;
  private long bytes;
  private boolean writing;
  private @Nullable IOException refusing;
  private volatile long writingSince;
  private volatile long heldSince;

  /** A queue in front of a transport. */
  public BoundedOutboundQueue(Transport transport, OutboundLimits limits) {
    this.transport = transport;
    this.limits = limits;
    this.memory = limits.memory().account();
  }

  private enum Answer {
    QUEUED,
    FULL,
    NO_MEMORY,
    CLOSED
  }

  /**
   * Offers a frame.
   *
   * @throws IllegalStateException if parts of two messages would mix
   */
  public SendOutcome offer(OutboundFrame frame) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    return outcome(offer(frame, written), frame, written);
  }

  /**
   * Offers a frame however full the queue is. For a sender that waits for the end of its last frame
   * before it offers the next.
   */
  public SendOutcome offerBeyondBounds(OutboundFrame frame) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    return outcome(offer(frame, written, false), frame, written);
  }

  private SendOutcome outcome(Answer answer, OutboundFrame frame, CompletableFuture<Void> written) {
    return switch (answer) {
      case QUEUED -> Outcomes.queued(written);
      case FULL -> Outcomes.rejected(overflow(frame));
      case NO_MEMORY -> Outcomes.NO_MEMORY;
      case CLOSED -> Outcomes.closed(closedException());
    };
  }

  private Answer offer(OutboundFrame frame, @Nullable CompletableFuture<Void> written) {
    return offer(frame, written, true);
  }

  private Answer offer(
      OutboundFrame frame, @Nullable CompletableFuture<Void> written, boolean bounded) {
    lock.lock();
    try {
      if (refusing != null) {
        return Answer.CLOSED;
      }
      if (bounded && !fits(frame)) {
        return Answer.FULL;
      }
      boolean spare = memory.use(weight(messages + 1, bytes + frame.size()));
      if (bounded && !spare) {
        return Answer.NO_MEMORY;
      }
      enqueue(frame, written);
      if (writing || line.isEmpty()) {
        return Answer.QUEUED;
      }
      writing = true;
    } finally {
      lock.unlock();
    }
    writeOn();
    return Answer.QUEUED;
  }

  /**
   * Offers a frame, waiting for room up to the send timeout. On an event loop it never waits, nor
   * where as many threads wait already as may.
   *
   * @throws IOException if there was no room in time, or the connection is closing
   */
  public SendOutcome offerWaiting(OutboundFrame frame) throws IOException {
    CompletableFuture<Void> written = new CompletableFuture<>();
    if (queued(offer(frame, written))) {
      return Outcomes.queued(written);
    }
    if (transport.onEventLoop() || frame.size() > limits.maxBytes()) {
      throw new OverflowException(overflow(frame));
    }
    if (!limits.waiting().enter()) {
      throw new OverflowException("too many threads wait for slow clients already");
    }
    try {
      offerUntil(frame, written, System.nanoTime() + limits.sendTimeout().toNanos());
      return Outcomes.queued(written);
    } finally {
      limits.waiting().leave();
    }
  }

  private boolean queued(Answer answer) throws IOException {
    if (answer == Answer.CLOSED) {
      throw closedException();
    }
    return answer == Answer.QUEUED;
  }

  private void offerUntil(OutboundFrame frame, CompletableFuture<Void> written, long deadline)
      throws IOException {
    do {
      if (!awaitRoom(frame, deadline - System.nanoTime())) {
        throw new OverflowException(overflow(frame));
      }
    } while (!queued(offer(frame, written))); // another sender took the room first
  }

  /**
   * Offers a frame as soon as there is room, without holding a thread. A client that takes nothing
   * is dropped by the watchdog, which ends the wait.
   *
   * @return completes when it is queued; fails if it never can be
   */
  public CompletionStage<Void> offerLater(OutboundFrame frame) {
    if (frame.size() > limits.maxBytes()) {
      return CompletableFuture.failedFuture(new OverflowException(overflow(frame)));
    }
    return switch (offer(frame, null)) {
      case QUEUED -> QUEUED;
      case CLOSED -> CompletableFuture.failedFuture(closedException());
      case NO_MEMORY -> Outcomes.NO_MEMORY.completion();
      case FULL -> nextRoom(frame).thenCompose(room -> offerLater(frame));
    };
  }

  private CompletableFuture<Void> nextRoom(OutboundFrame frame) {
    CompletableFuture<Void> wait = new CompletableFuture<>();
    lock.lock();
    try {
      if (refusing == null && !fits(frame)) {
        if (waiters.isEmpty()) {
          waiters = new ArrayList<>();
        }
        waiters.add(wait);
        return wait;
      }
    } finally {
      lock.unlock();
    }
    wait.complete(null);
    return wait;
  }

  private List<CompletableFuture<Void>> takeWaiters() {
    List<CompletableFuture<Void>> taken = waiters;
    waiters = List.of();
    return taken;
  }

  private boolean awaitRoom(OutboundFrame frame, long nanos) throws IOException {
    long left = nanos;
    lock.lock();
    try {
      if (refusing == null && fits(frame) && left > 0) {
        // it is the memory of all that is used up: nobody tells when there is some again
        left -= MEMORY_RETRY_NANOS - Math.max(0, room.awaitNanos(MEMORY_RETRY_NANOS));
      }
      while (refusing == null && !fits(frame) && left > 0) {
        left = room.awaitNanos(left);
      }
      return left > 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for room to send");
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes nothing more, and lets what is queued go out.
   *
   * @param reason what later sends are told
   * @return completes when all is written, or cannot be any more
   */
  public CompletionStage<Void> finish(IOException reason) {
    boolean done;
    List<CompletableFuture<Void>> waited;
    lock.lock();
    try {
      if (refusing == null) {
        refusing = reason;
      }
      waited = takeWaiters();
      room.signalAll();
      done = !writing && line.isEmpty();
    } finally {
      lock.unlock();
    }
    if (done) {
      flushed.complete(null);
    }
    waited.forEach(wait -> wait.complete(null));
    return flushed;
  }

  /** Takes nothing more, and fails what is queued: the connection is gone. Frees the memory. */
  public void abort(IOException reason) {
    List<Entry> lost;
    List<CompletableFuture<Void>> waited;
    lock.lock();
    try {
      waited = takeWaiters();
      if (refusing == null) {
        refusing = reason;
      }
      lost = new ArrayList<>(inFlight == null ? List.of() : inFlight.entries);
      lost.addAll(line.clear());
      inFlight = null;
      messages = 0;
      bytes = 0;
      memory.use(0);
      room.signalAll();
    } finally {
      lock.unlock();
    }
    flushed.complete(null);
    lost.forEach(entry -> entry.failed(reason));
    waited.forEach(wait -> wait.complete(null));
  }

  /** How long the write in flight has lasted, in nanoseconds; 0 where there is none. */
  public long writingNanos(long now) {
    long since = writingSince;
    return since == 0 ? 0 : Math.max(0, now - since);
  }

  /**
   * Whether the write in flight, or a message in parts that others wait for, has overrun the send
   * timeout.
   *
   * @param now {@link System#nanoTime()}
   */
  public boolean stalled(long now) {
    return over(writingSince, now) || over(heldSince, now);
  }

  private boolean over(long since, long now) {
    return since != 0 && now - since > limits.sendTimeout().toNanos();
  }

  @Override
  public int messages() {
    lock.lock();
    try {
      return messages;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int messages(Lane lane) {
    return 0;
  }

  @Override
  public Pressure pressure() {
    return Pressure.NONE;
  }

  @Override
  public Overflow overflow() {
    return Overflow.REJECT;
  }

  @Override
  public void overflow(Overflow policy) {}

  @Override
  public long lost(LossReason reason) {
    return 0;
  }

  /**
   * Offers a message of a topic. It never waits.
   *
   * @param group what it may replace by {@link Overflow#CONFLATE} where it has no key
   * @param delivery told of its end if this answers {@link SendOutcome.Status#QUEUED}, else not
   */
  public SendOutcome.Status publish(OutboundMessage message, Object group, Delivery delivery) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    SendOutcome outcome =
        outcome(
            offer(OutboundFrame.whole(message), written), OutboundFrame.whole(message), written);
    if (outcome.accepted()) {
      written.whenComplete(
          (done, failure) -> {
            if (failure == null) {
              delivery.written();
            } else {
              delivery.lost(failure);
            }
          });
    }
    return outcome.status();
  }

  @Override
  public long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int maxMessages() {
    return limits.maxMessages();
  }

  @Override
  public long maxBytes() {
    return limits.maxBytes();
  }

  // --- below: with the lock held ---------------------------------------------------------------

  private boolean fits(OutboundFrame frame) {
    return messages < limits.maxMessages() && bytes + frame.size() <= limits.maxBytes();
  }

  private static long weight(int messages, long bytes) {
    return bytes + (long) messages * MemoryBudget.MESSAGE_OVERHEAD;
  }

  private void enqueue(OutboundFrame frame, @Nullable CompletableFuture<Void> written) {
    line.add(new Entry(frame, written));
    messages++;
    bytes += frame.size();
    if (!line.holdsBack()) {
      heldSince = 0;
    } else if (heldSince == 0) {
      heldSince = nanoTime();
    }
  }

  private @Nullable Batch takeBatch() {
    Entry first = line.peek();
    if (first == null) {
      return null;
    }
    Batch batch = new Batch();
    long size = 0;
    int most = transport.gathered() ? BATCH_FRAMES : 1;
    for (Entry next = first; next != null; next = line.peek()) {
      size += next.frame().size();
      if (batch.entries.size() == most || (size > BATCH_BYTES && !batch.entries.isEmpty())) {
        break;
      }
      batch.add(line.remove());
    }
    return batch;
  }

  private String overflow(OutboundFrame frame) {
    return frame.size() > limits.maxBytes()
        ? "a message of " + frame.size() + " bytes is longer than fairlead.outbound.max-bytes"
        : "the outbound queue is full (fairlead.outbound.max-messages, .max-bytes)";
  }

  // --- the writer: one thread at a time, whoever set the flag ------------------------------------

  private void writeOn() {
    Batch batch;
    do {
      lock.lock();
      try {
        batch = takeBatch();
        inFlight = batch;
        if (batch == null) {
          writing = false;
          writingSince = 0;
          if (refusing == null) {
            return;
          }
        } else {
          writingSince = nanoTime();
        }
      } finally {
        lock.unlock();
      }
      if (batch == null) {
        flushed.complete(null);
        return;
      }
    } while (batch.write());
  }

  /** One write; its state says who goes on when it is done. */
  private final class Batch extends AtomicInteger implements Transport.Completion {
    private static final long serialVersionUID = 1L;
    private static final int DONE = 1;
    private static final int PASSED = 2;

    private final transient List<Entry> entries = new ArrayList<>(1);
    private final transient List<OutboundFrame> frames = new ArrayList<>(1);

    void add(Entry entry) {
      entries.add(entry);
      frames.add(entry.frame());
    }

    /** Writes; says whether it was done on return, so that the caller's loop goes on. */
    boolean write() {
      try {
        transport.write(frames, this);
      } catch (RuntimeException e) {
        done(e);
      }
      return (mark(PASSED) & PASSED) != 0;
    }

    @Override
    public void done(@Nullable Throwable failure) {
      if ((mark(DONE) & DONE) != 0) {
        return;
      }
      written(this, failure);
      if ((mark(PASSED) & PASSED) != 0) {
        writeOn(); // write() has returned: this thread takes over the loop
      }
    }

    private int mark(int bit) {
      return getAndUpdate(state -> state | bit);
    }
  }

  private void written(Batch batch, @Nullable Throwable failure) {
    List<CompletableFuture<Void>> waited;
    lock.lock();
    try {
      if (inFlight != batch) {
        return; // aborted meanwhile: told already
      }
      waited = takeWaiters();
      inFlight = null;
      writingSince = 0;
      messages -= batch.entries.size();
      for (Entry entry : batch.entries) {
        bytes -= entry.frame().size();
      }
      memory.use(weight(messages, bytes));
      room.signalAll();
    } finally {
      lock.unlock();
    }
    if (failure == null) {
      batch.entries.forEach(Entry::done);
    } else {
      IOException reason =
          failure instanceof IOException io ? io : new IOException("the write failed", failure);
      batch.entries.forEach(entry -> entry.failed(reason));
      abort(reason);
      transport.writeFailed();
    }
    waited.forEach(wait -> wait.complete(null));
  }

  /** Whether nothing is taken any more. */
  public boolean refuses() {
    lock.lock();
    try {
      return refusing != null;
    } finally {
      lock.unlock();
    }
  }

  private IOException closedException() {
    lock.lock();
    try {
      return new IOException("the connection is closing", refusing);
    } finally {
      lock.unlock();
    }
  }

  private static long nanoTime() {
    long now = System.nanoTime();
    return now == 0 ? 1 : now; // 0 stands for "not running"
  }
}
