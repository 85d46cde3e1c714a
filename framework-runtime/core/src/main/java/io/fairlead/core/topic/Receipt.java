package io.fairlead.core.topic;

import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.NotSentException;
import io.fairlead.api.topic.PublishReceipt;
import io.fairlead.core.outbound.Delivery;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Counts what becomes of one message, told by all queues it is in: nothing is made for a single
 * delivery, and a good end costs one atomic step.
 */
final class Receipt implements PublishReceipt, Delivery {

  /** Of a message that nobody is to get, because nobody subscribed. */
  static final Receipt NOBODY = new Receipt(0, false);

  /** Of a message that nobody is to get, because a middleware stopped it. */
  static final Receipt STOPPED = new Receipt(0, true);

  private static final AtomicIntegerFieldUpdater<Receipt> WAITING =
      AtomicIntegerFieldUpdater.newUpdater(Receipt.class, "waiting");
  private static final AtomicIntegerFieldUpdater<Receipt> DROPPED =
      AtomicIntegerFieldUpdater.newUpdater(Receipt.class, "dropped");
  private static final AtomicIntegerFieldUpdater<Receipt> CONFLATED =
      AtomicIntegerFieldUpdater.newUpdater(Receipt.class, "conflated");

  @SuppressWarnings("rawtypes") // a class literal has no type arguments
  private static final AtomicReferenceFieldUpdater<Receipt, CompletableFuture> COMPLETION =
      AtomicReferenceFieldUpdater.newUpdater(Receipt.class, CompletableFuture.class, "completion");

  private final int subscribers;
  private final boolean stopped;
  private volatile int waiting;
  private volatile int dropped;
  private volatile int conflated;
  private volatile @Nullable CompletableFuture<PublishReceipt> completion;

  private Receipt(int subscribers, boolean stopped) {
    this.subscribers = subscribers;
    this.stopped = stopped;
    this.waiting = subscribers;
  }

  /** For a message that so many are to get. */
  static Receipt of(int subscribers) {
    return subscribers == 0 ? NOBODY : new Receipt(subscribers, false);
  }

  @Override
  public int subscribers() {
    return subscribers;
  }

  @Override
  public int queued() {
    return Math.max(0, waiting); // a queue that failed may have taken it nevertheless
  }

  @Override
  public int delivered() {
    int left = subscribers - queued(); // first: a loss is counted before its wait ends
    return Math.max(0, left - dropped - conflated);
  }

  @Override
  public int dropped() {
    return dropped;
  }

  @Override
  public int conflated() {
    return conflated;
  }

  @Override
  public boolean stopped() {
    return stopped;
  }

  @Override
  public CompletionStage<PublishReceipt> completion() {
    CompletableFuture<PublishReceipt> stage = completion;
    if (stage == null) {
      COMPLETION.compareAndSet(this, null, new CompletableFuture<PublishReceipt>());
      stage = completion;
    }
    if (waiting <= 0) {
      complete();
    }
    return stage == null // which it is not
        ? CompletableFuture.completedStage(this)
        : stage.minimalCompletionStage();
  }

  @Override
  public void written() {
    leave(1);
  }

  @Override
  public void lost(Throwable reason) {
    boolean replaced =
        reason instanceof NotSentException notSent && notSent.reason() == LossReason.CONFLATED;
    (replaced ? CONFLATED : DROPPED).incrementAndGet(this);
    leave(1);
  }

  /** So many queues did not take it. */
  void refused(int count) {
    if (count > 0) {
      DROPPED.addAndGet(this, count);
      leave(count);
    }
  }

  private void leave(int count) {
    if (WAITING.addAndGet(this, -count) <= 0) {
      complete();
    }
  }

  private void complete() {
    CompletableFuture<PublishReceipt> stage = completion;
    if (stage != null) {
      stage.complete(this);
    }
  }

  @Override
  public String toString() {
    return stopped
        ? "stopped"
        : "%d subscribers: %d delivered, %d queued, %d dropped, %d conflated"
            .formatted(subscribers, delivered(), queued(), dropped, conflated);
  }
}
