package io.fairlead.core.outbound;

import io.fairlead.api.connection.OutboundQueue;
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
import java.util.concurrent.atomic.AtomicBoolean;
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

  private final Transport transport;
  private final OutboundLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final FrameLine line = new FrameLine();
  private final MemoryBudget.Account memory;
  private final CompletableFuture<Void> flushed = new CompletableFuture<>();
  private List<Entry> inFlight = List.of();
  private List<CompletableFuture<Void>> waiters = new ArrayList<>();
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

  /**
   * Offers a frame.
   *
   * @throws IllegalStateException if parts of two messages would mix
   */
  public SendOutcome offer(OutboundFrame frame) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    lock.lock();
    try {
      if (refusing != null) {
        return Outcomes.closed(refusing);
      }
      if (!fits(frame)) {
        return Outcomes.rejected(overflow(frame));
      }
      if (!memory.use(weight(messages + 1, bytes + frame.size()))) {
        return Outcomes.NO_MEMORY;
      }
      enqueue(frame, written);
      if (writing || line.isEmpty()) {
        return Outcomes.queued(written);
      }
      writing = true;
    } finally {
      lock.unlock();
    }
    writeOn();
    return Outcomes.queued(written);
  }

  /**
   * Offers a frame, waiting for room up to the send timeout. On an event loop it never waits, nor
   * where as many threads wait already as may.
   *
   * @throws IOException if there was no room in time, or the connection is closing
   */
  public SendOutcome offerWaiting(OutboundFrame frame) throws IOException {
    SendOutcome outcome = offer(frame);
    if (outcome.status() != SendOutcome.Status.REJECTED) {
      return queued(outcome);
    }
    if (transport.onEventLoop() || frame.size() > limits.maxBytes()) {
      throw new OverflowException(overflow(frame));
    }
    if (!limits.waiting().enter()) {
      throw new OverflowException("too many threads wait for slow clients already");
    }
    try {
      return offerUntil(frame, System.nanoTime() + limits.sendTimeout().toNanos());
    } finally {
      limits.waiting().leave();
    }
  }

  private SendOutcome queued(SendOutcome outcome) throws IOException {
    if (outcome.status() == SendOutcome.Status.CLOSED) {
      throw closedException();
    }
    return outcome;
  }

  private SendOutcome offerUntil(OutboundFrame frame, long deadline) throws IOException {
    while (awaitRoom(frame, deadline - System.nanoTime())) {
      SendOutcome outcome = offer(frame);
      if (outcome.status() != SendOutcome.Status.REJECTED) {
        return queued(outcome);
      } // another sender took the room first
    }
    throw new OverflowException(overflow(frame));
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
    SendOutcome outcome = offer(frame);
    return switch (outcome.status()) {
      case QUEUED -> CompletableFuture.completedFuture(null);
      case CLOSED -> CompletableFuture.failedFuture(closedException());
      case REJECTED ->
          outcome == Outcomes.NO_MEMORY
              ? outcome.completion()
              : nextRoom(frame).thenCompose(room -> offerLater(frame));
    };
  }

  private CompletableFuture<Void> nextRoom(OutboundFrame frame) {
    CompletableFuture<Void> wait = new CompletableFuture<>();
    lock.lock();
    try {
      if (refusing == null && !fits(frame)) {
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
    waiters = new ArrayList<>();
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
      lost = new ArrayList<>(inFlight);
      lost.addAll(line.clear());
      inFlight = List.of();
      messages = 0;
      bytes = 0;
      memory.use(0);
      room.signalAll();
    } finally {
      lock.unlock();
    }
    flushed.complete(null);
    lost.forEach(entry -> entry.written().completeExceptionally(reason));
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

  private void enqueue(OutboundFrame frame, CompletableFuture<Void> written) {
    line.add(new Entry(frame, written));
    messages++;
    bytes += frame.size();
    if (!line.holdsBack()) {
      heldSince = 0;
    } else if (heldSince == 0) {
      heldSince = nanoTime();
    }
  }

  private List<Entry> takeBatch() {
    List<Entry> batch = new ArrayList<>();
    int size = 0;
    int most = transport.gathered() ? BATCH_FRAMES : 1;
    for (Entry next = line.peek(); next != null; next = line.peek()) {
      size += next.frame().size();
      if (batch.size() == most || (size > BATCH_BYTES && !batch.isEmpty())) {
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
    while (true) {
      List<Entry> batch;
      lock.lock();
      try {
        batch = takeBatch();
        inFlight = batch;
        if (batch.isEmpty()) {
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
      if (batch.isEmpty()) {
        flushed.complete(null);
        return;
      }
      if (!write(batch)) {
        return;
      }
    }
  }

  /** Writes; says whether it was complete on return, so that the caller's loop goes on. */
  private boolean write(List<Entry> batch) {
    AtomicBoolean handedOver = new AtomicBoolean();
    AtomicBoolean completed = new AtomicBoolean();
    Transport.Completion completion =
        failure -> {
          if (completed.compareAndSet(false, true)) {
            written(batch, failure);
            if (!handedOver.compareAndSet(false, true)) {
              writeOn(); // write() has returned: this thread takes over the loop
            }
          }
        };
    try {
      transport.write(batch.stream().map(Entry::frame).toList(), completion);
    } catch (RuntimeException e) {
      completion.done(e);
    }
    return !handedOver.compareAndSet(false, true);
  }

  private void written(List<Entry> batch, @Nullable Throwable failure) {
    List<CompletableFuture<Void>> waited;
    lock.lock();
    try {
      if (inFlight != batch) {
        return; // aborted meanwhile: told already
      }
      waited = takeWaiters();
      inFlight = List.of();
      writingSince = 0;
      messages -= batch.size();
      for (Entry entry : batch) {
        bytes -= entry.frame().size();
      }
      memory.use(weight(messages, bytes));
      room.signalAll();
    } finally {
      lock.unlock();
    }
    if (failure == null) {
      batch.forEach(entry -> entry.written().complete(null));
      waited.forEach(wait -> wait.complete(null));
    } else {
      IOException reason =
          failure instanceof IOException io ? io : new IOException("the write failed", failure);
      batch.forEach(entry -> entry.written().completeExceptionally(reason));
      abort(reason);
      transport.terminate(); // it could receive, but never send
      waited.forEach(wait -> wait.complete(null));
    }
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
