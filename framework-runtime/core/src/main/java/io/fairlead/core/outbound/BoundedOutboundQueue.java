package io.fairlead.core.outbound;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.NotSentException;
import io.fairlead.api.connection.OutboundQueue;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.Pressure;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.api.connection.SendOutcome.Status;
import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The outbound queue of one connection: bounded in messages and bytes, in lanes, one write in
 * flight. Text, binary, pings and pongs all pass it, and the close comes after them.
 *
 * <p>Safe for any thread. Nothing blocks but {@link #offerWaiting} and, where the policy says so,
 * {@link #offer}. Senders hear of the end of a frame outside the lock, on the thread that brings it
 * about.
 */
public final class BoundedOutboundQueue implements OutboundQueue {

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

  private final Transport transport;
  private final OutboundLimits limits;
  private final OutboundServices services;
  private final ReentrantLock lock = new ReentrantLock();
  private final Room room = new Room(lock);
  private final Lanes lanes;
  private final Fill fill;
  private final Lost lost;
  private final Intake intake;
  private final Writer writer;
  private final CompletableFuture<Void> flushed = new CompletableFuture<>();
  private volatile QueueOwner owner = QueueOwner.NOBODY;
  private volatile Overflow overflow;
  private @Nullable IOException refusing;

  /** A queue in front of a transport. */
  public BoundedOutboundQueue(
      Transport transport, OutboundLimits limits, OutboundServices services) {
    this.transport = transport;
    this.limits = limits;
    this.services = services;
    this.overflow = limits.overflow();
    this.lanes = new Lanes(limits.fairness());
    this.fill = new Fill(limits, services.memory());
    this.lost = new Lost(services.losses());
    this.intake = new Intake(limits, lanes, fill, lost);
    this.writer = new Writer(this, transport, limits, services.linger());
  }

  /** Says whose it is; before the first offer. */
  public void belongsTo(QueueOwner connection) {
    owner = connection;
  }

  // --- offers ----------------------------------------------------------------------------------

  /**
   * Offers a frame. Waits for room where the policy is to block, but never on an event loop.
   *
   * @throws IllegalStateException if parts of two messages would mix
   */
  public SendOutcome offer(OutboundFrame frame) {
    Promise promise = new Promise();
    Entry entry = Entry.sent(frame, promise);
    Answer answer = put(entry, true);
    if (waits(answer) && policy(entry) == Overflow.BLOCK) {
      try {
        answer = await(entry, answer);
      } catch (IOException e) {
        return Outcomes.failed(Status.REJECTED, refused(entry, e));
      }
    }
    return outcome(answer, entry, promise);
  }

  /**
   * Offers a frame however full the queue is. For a sender that waits for the end of its last frame
   * before it offers the next.
   */
  public SendOutcome offerBeyondBounds(OutboundFrame frame) {
    Promise promise = new Promise();
    Entry entry = Entry.sent(frame, promise);
    return outcome(put(entry, false), entry, promise);
  }

  /**
   * Offers a message of a topic. It never waits.
   *
   * @param frame a whole message
   * @param group what it may replace by {@link Overflow#CONFLATE} where it has no key
   * @param delivery told of its end if this answers {@link Status#QUEUED}, else not
   */
  public Status publish(OutboundFrame frame, Object group, Delivery delivery) {
    Entry entry = Entry.published(frame, group, delivery);
    Answer answer = put(entry, true);
    count(answer, entry);
    return answer.status();
  }

  /**
   * Offers a frame, waiting for room up to the send timeout, unless its policy gives up messages.
   * On an event loop it never waits, nor where as many threads wait already as may.
   *
   * @throws IOException if there was no room in time, or the connection is closing
   */
  public SendOutcome offerWaiting(OutboundFrame frame) throws IOException {
    Promise promise = new Promise();
    Entry entry = Entry.sent(frame, promise);
    Answer answer = put(entry, true);
    if (waits(answer)) {
      try {
        answer = await(entry, answer);
      } catch (IOException e) {
        throw refused(entry, e);
      }
    }
    SendOutcome outcome = outcome(answer, entry, promise);
    if (outcome.status() == Status.CLOSED || outcome.status() == Status.REJECTED) {
      throw reason(answer, entry);
    }
    return outcome;
  }

  private static boolean waits(Answer answer) {
    return answer == Answer.FULL || answer == Answer.NO_MEMORY;
  }

  /** Until it is queued, or decided otherwise. */
  private Answer await(Entry entry, Answer first) throws IOException {
    if (transport.onEventLoop() || Telling.here()) {
      throw reason(first, entry);
    }
    if (!services.waiting().enter()) {
      throw new IOException("too many threads wait for slow clients already");
    }
    try {
      long deadline = System.nanoTime() + limits.sendTimeout().toNanos();
      Answer answer = first;
      do {
        boolean memory = answer == Answer.NO_MEMORY;
        if (!room.await(() -> full(entry), memory, deadline - System.nanoTime())) {
          throw reason(answer, entry);
        }
        answer = put(entry, true); // another sender may have taken the room
      } while (waits(answer));
      return answer;
    } finally {
      services.waiting().leave();
    }
  }

  /**
   * Offers a frame as soon as there is room, without holding a thread. A client that takes nothing
   * is dropped by the watchdog, which ends the wait.
   *
   * @return completes when it is queued or given up by its policy; fails if it never can be queued
   */
  public CompletionStage<Void> offerLater(OutboundFrame frame) {
    return offerLater(Entry.sent(frame, null));
  }

  private CompletionStage<Void> offerLater(Entry entry) {
    Answer answer = put(entry, true);
    if (answer == Answer.FULL) {
      return room.next(() -> full(entry)).thenCompose(there -> offerLater(entry));
    }
    count(answer, entry);
    return answer.queued() || answer.status() == Status.DROPPED
        ? DONE
        : CompletableFuture.failedStage(reason(answer, entry));
  }

  private Answer put(Entry entry, boolean bounded) {
    Answer answer;
    boolean start;
    boolean moved;
    List<Lost.One> told;
    List<CompletableFuture<Void>> waited;
    lock.lock();
    try {
      answer = decide(entry, bounded);
      start = answer.queued() && writer.mayStart();
      moved = fill.moved();
      told = lost.take();
      waited = fill.freed() ? room.wake() : List.of();
    } finally {
      lock.unlock();
    }
    if (start) {
      writer.start(entry.published());
    }
    Lost.tell(told);
    Room.tell(waited);
    if (moved) {
      owner.pressureChanged();
    }
    if (answer == Answer.OVERFLOWED) {
      owner.overflowed();
    }
    return answer;
  }

  private Answer decide(Entry entry, boolean bounded) {
    if (refusing != null) {
      return Answer.CLOSED;
    }
    lanes.checkOrder(entry);
    Answer answer = bounded ? intake.admit(entry, policy(entry)) : intake.force(entry);
    if (answer == Answer.OVERFLOWED) {
      refusing = Outcomes.OVERFLOWED;
    }
    writer.noteHeld();
    return answer;
  }

  /** Parts and control frames cannot be left out, so their sender is told. */
  private Overflow policy(Entry entry) {
    return entry.whole()
        ? entry.frame().message().messageClass().overflow().orElse(overflow)
        : Overflow.REJECT;
  }

  private boolean full(Entry entry) {
    return refusing == null && !fill.fits(entry.size());
  }

  // --- answers ---------------------------------------------------------------------------------

  private SendOutcome outcome(Answer answer, Entry entry, Promise promise) {
    count(answer, entry);
    return answer == Answer.CLOSED || answer == Answer.TOO_LONG
        ? Outcomes.failed(answer.status(), reason(answer, entry))
        : Outcomes.of(answer, promise);
  }

  private void count(Answer answer, Entry entry) {
    LossReason reason = Intake.loss(answer);
    if (reason != null) {
      lost.count(entry, reason);
    }
  }

  private NotSentException refused(Entry entry, IOException why) {
    lost.count(entry, LossReason.REJECTED);
    return why instanceof NotSentException known
        ? known
        : new NotSentException(LossReason.REJECTED, String.valueOf(why.getMessage()), why);
  }

  private NotSentException reason(Answer answer, Entry entry) {
    return switch (answer) {
      case CLOSED -> closed();
      case TOO_LONG -> Outcomes.tooLong(entry.size());
      case NO_MEMORY -> fresh(Outcomes.NO_MEMORY);
      case OVERFLOWED -> fresh(Outcomes.OVERFLOWED);
      default -> fresh(Outcomes.FULL);
    };
  }

  /** One to throw: whoever catches it may add to it. */
  private static NotSentException fresh(NotSentException known) {
    return new NotSentException(known.reason(), String.valueOf(known.getMessage()), null);
  }

  private NotSentException closed() {
    lock.lock();
    try {
      return new NotSentException(LossReason.CLOSED, "the connection is closing", refusing);
    } finally {
      lock.unlock();
    }
  }

  // --- the end ---------------------------------------------------------------------------------

  /**
   * Takes nothing more, and lets what is queued go out.
   *
   * @param reason what later sends are told
   * @return completes when all is written, or cannot be any more
   */
  public CompletionStage<Void> finish(IOException reason) {
    boolean done;
    boolean start;
    List<CompletableFuture<Void>> waited;
    lock.lock();
    try {
      if (refusing == null) {
        refusing = reason;
      }
      waited = room.wake();
      start = writer.mayStart(); // what lingers goes now
      done = !start && writer.idle();
    } finally {
      lock.unlock();
    }
    if (start) {
      writer.start(false);
    } else if (done) {
      flushed.complete(null);
    }
    Room.tell(waited);
    return flushed;
  }

  /** Takes nothing more, and gives up what waits; what is being written goes on. */
  public void discard(IOException reason) {
    boolean done;
    News news;
    lock.lock();
    try {
      if (refusing == null) {
        refusing = reason;
      }
      lanes.clear(
          entry -> {
            fill.leave(1, entry.size());
            lost.add(entry, reason);
          });
      writer.noteHeld();
      done = writer.idle();
      news = new News(room.wake(), lost.take(), fill.moved());
    } finally {
      lock.unlock();
    }
    if (done) {
      flushed.complete(null);
    }
    tell(news);
  }

  /** Takes nothing more, and fails what is queued: the connection is gone. Frees the memory. */
  public void abort(IOException reason) {
    List<CompletableFuture<Void>> waited;
    List<Lost.One> told;
    lock.lock();
    try {
      if (refusing == null) {
        refusing = reason;
      }
      waited = room.wake();
      writer.giveUp(entry -> lost.add(entry, cutOff(reason)));
      lanes.clear(entry -> lost.add(entry, reason));
      fill.leave(fill.messages(), fill.bytes());
      writer.noteHeld();
      told = lost.take();
    } finally {
      lock.unlock();
    }
    flushed.complete(null);
    Lost.tell(told);
    Room.tell(waited);
  }

  /** Nobody knows what became of what was in flight. */
  private static IOException cutOff(IOException reason) {
    return new IOException("the connection ended while this was being written", reason);
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

  // --- for the writer --------------------------------------------------------------------------

  ReentrantLock lock() {
    return lock;
  }

  Lanes lanes() {
    return lanes;
  }

  Fill fill() {
    return fill;
  }

  /** With the lock held: one whose time has come to an end before its turn. */
  void expired(Entry entry) {
    intake.leave(entry, Outcomes.EXPIRED);
  }

  /** With the lock held: one whose write failed. */
  void failed(Entry entry) {
    lost.count(entry, LossReason.CLOSED);
  }

  /** With the lock held. */
  boolean finishing() {
    return refusing != null;
  }

  /** Without the lock: nothing is left to write. */
  void drained() {
    flushed.complete(null);
  }

  /** With the lock held: room was made; the news are for {@link #tell}. */
  News news() {
    return new News(fill.freed() ? room.wake() : List.of(), lost.take(), fill.moved());
  }

  /** What others are to hear once the lock is free. */
  record News(List<CompletableFuture<Void>> waited, List<Lost.One> lost, boolean moved) {}

  void tell(News news) {
    Lost.tell(news.lost());
    Room.tell(news.waited());
    if (news.moved()) {
      owner.pressureChanged();
    }
  }

  // --- how it stands ---------------------------------------------------------------------------

  /** How long the write in flight has lasted, in nanoseconds; 0 where there is none. */
  public long writingNanos(long now) {
    return writer.writingNanos(now);
  }

  /**
   * Whether the write in flight, or a message in parts that others wait for, has overrun the send
   * timeout.
   *
   * @param now {@link System#nanoTime()}
   */
  public boolean stalled(long now) {
    return writer.stalled(now);
  }

  @Override
  public int messages() {
    lock.lock();
    try {
      return fill.messages();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int messages(Lane lane) {
    lock.lock();
    try {
      return lanes.size(lane);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long bytes() {
    lock.lock();
    try {
      return fill.bytes();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Pressure pressure() {
    lock.lock();
    try {
      return fill.pressure();
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

  @Override
  public Overflow overflow() {
    return overflow;
  }

  @Override
  public void overflow(Overflow policy) {
    overflow = requireNonNull(policy, "policy");
  }

  @Override
  public long lost(LossReason reason) {
    return lost.count(reason);
  }
}
