package io.fairlead.core.topic;

import io.fairlead.api.connection.SendOutcome.Status;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.transport.OutboundFrame;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connection that has subscriptions. */
final class Subscriber {

  private final DefaultConnection connection;
  private final PatternTrie<Subscriber> trie;
  private final Set<Owned> subscriptions = new HashSet<>(4); // equal by identity
  private final int maxSubscriptions;
  private volatile @Nullable HeldBack heldBack; // few need one
  private boolean ended;

  Subscriber(DefaultConnection connection, PatternTrie<Subscriber> trie, int maxSubscriptions) {
    this.connection = connection;
    this.trie = trie;
    this.maxSubscriptions = maxSubscriptions;
  }

  // --- subscriptions ---------------------------------------------------------------------------

  /** A subscription that has yet to begin. */
  Subscription subscription(Owner owner, TopicPattern pattern) {
    return new Subscription(owner, pattern);
  }

  /**
   * Begins a subscription; where the connection has ended, it ends at once.
   *
   * @throws IllegalStateException if the connection has too many
   */
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
   * Begins a subscription to a topic of which kept messages are to come first: what is published
   * from now on waits for them.
   *
   * @return what the caller is to send them with, with no lock held; null where the connection has
   *     ended
   * @throws IllegalStateException if the connection has too many
   */
  @Nullable HeldBack begin(Subscription subscription, Topic topic) {
    synchronized (this) {
      if (add(subscription)) {
        HeldBack holding = heldBack;
        if (holding == null) {
          holding = new HeldBack(connection);
          heldBack = holding;
        }
        holding.begin(topic);
        return holding;
      }
    }
    subscription.close();
    return null;
  }

  private boolean add(Subscription subscription) {
    if (!ended && subscriptions.size() >= maxSubscriptions) {
      throw new IllegalStateException(
          "%s has %d subscriptions and may have no more (fairlead.topics.max-subscriptions)"
              .formatted(connection, subscriptions.size()));
    }
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
    HeldBack holding = heldBack;
    return holding == null
        ? connection.publish(message, topic, receipt) == Status.QUEUED
        : holding.offer(topic, message, receipt);
  }
}
