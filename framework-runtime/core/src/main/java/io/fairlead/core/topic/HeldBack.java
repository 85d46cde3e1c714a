package io.fairlead.core.topic;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.OutboundQueue;
import io.fairlead.api.connection.SendOutcome.Status;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicHistory.Kept;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.outbound.Delivery;
import io.fairlead.core.plugin.Fatal;
import io.fairlead.core.transport.OutboundFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is published to topics of a connection while it is sent what a history kept of them: held
 * back, so that it comes afterwards, within the bounds of the connection's queue. Other topics
 * pass.
 *
 * <p>Nothing is sent with the lock held, for plugins hear of what is sent. So publishers may add as
 * fast as the one that drains; once it has gone through what it found, they let it come to an end
 * for a moment, and what is left when it has sent a queue's worth more is refused.
 */
final class HeldBack {

  private static final Logger LOG = LogManager.getLogger(HeldBack.class);

  /** How long a publisher gives way; much longer than it takes, unless a plugin's handler waits. */
  private static final long GIVE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int ENOUGH = 1_000;

  /** For what was kept: nobody waits to hear of it; the queue counts what it loses. */
  private static final Delivery UNHEARD =
      new Delivery() {
        @Override
        public void written() {}

        @Override
        public void lost(Throwable reason) {}
      };

  private final DefaultConnection connection;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition passes = lock.newCondition();
  private final Map<Topic, Hold> holds = new HashMap<>(2);
  private volatile boolean holding;
  private int messages;
  private long bytes;

  private record Held(OutboundFrame message, Receipt receipt) {}

  /** What is held back of one topic. */
  private static final class Hold {
    private final Deque<Held> held = new ArrayDeque<>();
    private int replays;
    private @Nullable Thread drains;
    private int toGo; // until publishers give way; below 0: how many were sent since
  }

  HeldBack(DefaultConnection connection) {
    this.connection = connection;
  }

  /** From now on messages of the topic are held back, until {@link #replay} was called as often. */
  void begin(Topic topic) {
    lock.lock();
    try {
      holds.computeIfAbsent(topic, key -> new Hold()).replays++;
      holding = true;
    } finally {
      lock.unlock();
    }
  }

  /** Offers a message to the connection, or holds it back; says whether the receipt will hear. */
  boolean offer(Topic topic, OutboundFrame message, Receipt receipt) {
    if (holding) {
      lock.lock();
      try {
        Hold hold = giveWay(topic);
        if (hold != null) {
          return hold(hold, message, receipt);
        }
      } finally {
        lock.unlock();
      }
    }
    return connection.publish(message, topic, receipt) == Status.QUEUED;
  }

  private boolean hold(Hold hold, OutboundFrame message, Receipt receipt) {
    OutboundQueue queue = connection.outbound();
    if (messages >= queue.maxMessages() || bytes + message.size() > queue.maxBytes()) {
      return false;
    }
    messages++;
    bytes += message.size();
    return hold.held.add(new Held(message, receipt));
  }

  /** What holds the topic back; null where it passes. Where draining ends soon, waits for that. */
  private @Nullable Hold giveWay(Topic topic) {
    Hold hold = holds.get(topic);
    long left = GIVE_WAY_NANOS;
    while (hold != null && left > 0 && draining(hold)) {
      try {
        left = passes.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        left = 0;
      }
      hold = holds.get(topic);
    }
    return hold;
  }

  /**
   * Not on an event loop, which others need; nor where this thread drains, further up its stack.
   */
  private boolean draining(Hold hold) {
    return hold.drains != null
        && hold.drains != Thread.currentThread()
        && hold.toGo < 0
        && hold.replays == 0
        && !connection.transport().onEventLoop();
  }

  // --- with no lock of a topic held ------------------------------------------------------------

  /**
   * Sends what was kept, and then what was held back meanwhile.
   *
   * @param kept the oldest first
   * @param sent what to send for one; null for nothing
   */
  void replay(Topic topic, List<Kept> kept, Function<Kept, @Nullable OutboundMessage> sent) {
    Throwable fault = null;
    try {
      for (OutboundMessage each : fitting(kept, sent)) {
        fault = worse(fault, send(topic, OutboundFrame.whole(each), UNHEARD));
      }
    } catch (Throwable e) {
      fault = worse(fault, e);
    }
    fault = worse(fault, drain(topic));
    if (fault != null) {
      LOG.warn("what was kept of topic {} came to {} with gaps", topic, connection, fault);
      Fatal.rethrow(fault);
    }
  }

  /** Those for which the queue has room: the newest, without a gap. */
  private Deque<OutboundMessage> fitting(
      List<Kept> kept, Function<Kept, @Nullable OutboundMessage> sent) {
    OutboundQueue queue = connection.outbound();
    int room = queue.maxMessages() - queue.messages();
    long roomBytes = queue.maxBytes() - queue.bytes();
    Deque<OutboundMessage> fitting = new ArrayDeque<>();
    for (int i = kept.size() - 1; i >= 0 && fitting.size() < room; i--) {
      OutboundMessage message = sent.apply(kept.get(i));
      if (message != null && message.size() <= queue.maxBytes()) { // else it never can be sent
        roomBytes -= message.size();
        if (roomBytes < 0) {
          break;
        }
        fitting.addFirst(message);
      }
    }
    return fitting;
  }

  private @Nullable Throwable send(Topic topic, OutboundFrame message, Delivery delivery) {
    try {
      if (connection.publish(message, topic, delivery) != Status.QUEUED
          && delivery instanceof Receipt receipt) {
        receipt.refused(1);
      }
      return null;
    } catch (Throwable e) {
      if (delivery instanceof Receipt receipt) {
        receipt.refused(1);
      }
      return e;
    }
  }

  private static @Nullable Throwable worse(@Nullable Throwable known, @Nullable Throwable other) {
    return known == null || other instanceof VirtualMachineError ? other : known;
  }

  /** Sends what is held back, unless another does or will. */
  private @Nullable Throwable drain(Topic topic) {
    Throwable fault = null;
    if (startsDraining(topic)) {
      for (Held next = next(topic); next != null; next = next(topic)) {
        fault = worse(fault, send(topic, next.message, next.receipt));
      }
    }
    return fault;
  }

  private boolean startsDraining(Topic topic) {
    lock.lock();
    try {
      Hold hold = holds.get(topic);
      if (hold == null || --hold.replays > 0) {
        return false;
      }
      hold.toGo = hold.held.size();
      boolean starts = hold.drains == null;
      hold.drains = starts ? Thread.currentThread() : hold.drains;
      return starts;
    } finally {
      lock.unlock();
    }
  }

  /** The next one to send; null where this thread is done. */
  private @Nullable Held next(Topic topic) {
    Deque<Held> refused = new ArrayDeque<>();
    lock.lock();
    try {
      Hold hold = holds.get(topic);
      if (hold == null || hold.replays > 0) { // who has begun since has to send first
        leave(hold);
        return null;
      }
      boolean enough = --hold.toGo < -Math.max(ENOUGH, connection.outbound().maxMessages());
      Held next = enough ? null : poll(hold);
      if (next != null) {
        return next;
      }
      for (Held each = poll(hold); each != null; each = poll(hold)) {
        refused.add(each);
      }
      holds.remove(topic);
      holding = !holds.isEmpty();
      passes.signalAll();
    } finally {
      lock.unlock();
    }
    refused.forEach(each -> each.receipt.refused(1));
    return null;
  }

  private void leave(@Nullable Hold hold) {
    if (hold != null) {
      hold.drains = null;
      passes.signalAll();
    }
  }

  private @Nullable Held poll(Hold hold) {
    Held next = hold.held.poll();
    if (next != null) {
      messages--;
      bytes -= next.message.size();
    }
    return next;
  }
}
