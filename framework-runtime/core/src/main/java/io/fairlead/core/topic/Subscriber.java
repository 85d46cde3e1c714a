package io.fairlead.core.topic;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.SendOutcome.Status;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.outbound.Delivery;
import io.fairlead.core.transport.OutboundFrame;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has subscriptions. While it is sent what a history kept, what is published
 * meanwhile is held back here, so that it comes afterwards; no publisher waits for that.
 */
final class Subscriber {

  /** For what was kept: nobody waits to hear of it; the queue counts what it loses. */
  private static final Delivery UNHEARD =
      new Delivery() {
        @Override
        public void written() {}

        @Override
        public void lost(Throwable reason) {}
      };

  private final DefaultConnection connection;
  private final PatternTrie<Subscriber> trie;
  private final Set<Owned> subscriptions = new HashSet<>(4); // equal by identity
  private volatile @Nullable Queue<Held> held;
  private boolean ended;

  private record Held(Topic topic, OutboundFrame message, @Nullable Receipt receipt) {}

  Subscriber(DefaultConnection connection, PatternTrie<Subscriber> trie) {
    this.connection = connection;
    this.trie = trie;
  }

  // --- subscriptions ---------------------------------------------------------------------------

  /** A subscription that has yet to begin. */
  Subscription subscription(Owner owner, TopicPattern pattern) {
    return new Subscription(owner, pattern);
  }

  /** Begins a subscription; where the connection has ended, it ends at once. */
  void begin(Subscription subscription) {
    boolean begins;
    synchronized (this) {
      begins = add(subscription);
    }
    if (!begins) {
      subscription.close();
    }
  }

  /**
   * Begins a subscription with messages that come before all that is published from now on.
   *
   * @return whether the caller is to {@link #release} them, with no lock held
   */
  boolean begin(Subscription subscription, Topic topic, List<OutboundMessage> first) {
    synchronized (this) {
      if (add(subscription)) {
        return holdFirst(topic, first);
      }
    }
    subscription.close();
    return false;
  }

  private boolean add(Subscription subscription) {
    if (!ended) {
      subscriptions.add(subscription);
      trie.add(subscription.pattern, this);
    }
    return !ended;
  }

  private synchronized void remove(Subscription subscription) {
    if (subscriptions.remove(subscription)) {
      trie.remove(subscription.pattern, this);
    }
  }

  /** The connection has ended, and all subscriptions with it. */
  void end() {
    List<Owned> all;
    synchronized (this) {
      ended = true;
      all = List.copyOf(subscriptions);
    }
    all.forEach(Owned::close);
  }

  /** One subscription of this connection. */
  final class Subscription extends Owned {
    private final TopicPattern pattern;

    private Subscription(Owner owner, TopicPattern pattern) {
      super(owner);
      this.pattern = pattern;
    }

    @Override
    void undo() {
      remove(this);
    }
  }

  // --- messages --------------------------------------------------------------------------------

  /** Offers a message to the connection; says whether the receipt will hear of its end. */
  boolean offer(Topic topic, OutboundFrame message, Receipt receipt) {
    return held == null
        ? connection.publish(message, topic, receipt) == Status.QUEUED
        : offerOrHold(topic, message, receipt);
  }

  private boolean offerOrHold(Topic topic, OutboundFrame message, Receipt receipt) {
    synchronized (this) {
      Queue<Held> waiting = held;
      if (waiting != null) {
        return waiting.size() < connection.outbound().maxMessages()
            && waiting.add(new Held(topic, message, receipt));
      }
    }
    return connection.publish(message, topic, receipt) == Status.QUEUED;
  }

  private boolean holdFirst(Topic topic, List<OutboundMessage> first) {
    Queue<Held> waiting = held;
    boolean begins = waiting == null && !first.isEmpty();
    if (begins) {
      waiting = new ArrayDeque<>();
    }
    if (waiting != null) {
      for (OutboundMessage message : first) {
        waiting.add(new Held(topic, OutboundFrame.whole(message), null));
      }
      held = waiting;
    }
    return begins;
  }

  /** Offers what is held back, until nothing is. */
  void release() {
    for (Held next = next(); next != null; next = next()) {
      Receipt receipt = next.receipt;
      Status status =
          connection.publish(next.message, next.topic, receipt == null ? UNHEARD : receipt);
      if (receipt != null && status != Status.QUEUED) {
        receipt.refused(1);
      }
    }
  }

  private synchronized @Nullable Held next() {
    Queue<Held> waiting = held;
    Held next = waiting == null ? null : waiting.poll();
    if (next == null) {
      held = null;
    }
    return next;
  }
}
