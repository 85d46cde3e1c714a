package io.fairlead.core.topic;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicHistory;
import io.fairlead.api.topic.TopicOptions;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.transport.OutboundFrame;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What all owners share: who subscribed, how topics send, what is kept. */
final class TopicHub {

  private final PatternTrie<Subscriber> subscriptions = new PatternTrie<>();
  private final ConcurrentMap<DefaultConnection, Subscriber> subscribers =
      new ConcurrentHashMap<>();
  private final OptionRules options = new OptionRules();
  private final Retention retention;
  private final MiddlewareChain middleware;
  private final Clock clock;

  TopicHub(FairleadConfig config, ContributionRegistry contributions, Clock clock) {
    this.clock = clock;
    this.middleware = new MiddlewareChain(contributions);
    this.retention =
        new Retention(
            config.get(Settings.TOPICS_HISTORY_BYTES),
            config.get(Settings.TOPICS_HISTORY_TOPICS),
            clock);
    config
        .get(Settings.TOPICS_OVERFLOW)
        .forEach(
            rule -> options.add(rule.topics(), TopicOptions.NONE.withOverflow(rule.overflow())));
  }

  OptionRules options() {
    return options;
  }

  Retention retention() {
    return retention;
  }

  // --- subscribing -----------------------------------------------------------------------------

  Owned subscribe(Owner owner, Connection connection, TopicPattern pattern) {
    Subscriber subscriber = subscriber(connection);
    Subscriber.Subscription subscription = subscriber.subscription(owner, pattern);
    subscriber.begin(subscription);
    return subscription;
  }

  /** Subscribes with what is kept; nothing is published to the topic between the two. */
  Owned subscribe(Owner owner, Connection connection, Topic topic, int most) {
    Subscriber subscriber = subscriber(connection);
    Subscriber.Subscription subscription = subscriber.subscription(owner, TopicPattern.of(topic));
    String[] levels = TopicLevels.of(topic);
    boolean release;
    ReentrantLock lock = retention.lock(topic);
    lock.lock();
    try {
      release = subscriber.begin(subscription, topic, kept(topic, levels, most));
    } finally {
      lock.unlock();
    }
    if (release) {
      subscriber.release();
    }
    return subscription;
  }

  private List<OutboundMessage> kept(Topic topic, String[] levels, int most) {
    TopicHistory history = most == 0 ? null : retention.of(levels);
    if (history == null) {
      return List.of();
    }
    TopicOptions how = options.of(levels);
    Instant now = clock.instant();
    List<OutboundMessage> messages = new ArrayList<>();
    for (TopicHistory.Kept each : Retention.latest(history, topic, most)) {
      OutboundMessage fresh = aged(options.applied(topic, how, each.message()), each.at(), now);
      if (fresh != null) {
        messages.add(fresh);
      }
    }
    return messages;
  }

  /** With what is left of its time to live; null where nothing is. */
  private static @Nullable OutboundMessage aged(
      OutboundMessage message, Instant published, Instant now) {
    Optional<Duration> lives = message.messageClass().timeToLive();
    if (lives.isEmpty()) {
      return message;
    }
    Duration left = lives.get().minus(Duration.between(published, now));
    return left.isNegative() || left.isZero() ? null : message.withTimeToLive(left);
  }

  private Subscriber subscriber(Connection connection) {
    DefaultConnection real =
        connection
            .unwrap(DefaultConnection.class)
            .orElseThrow(
                () -> new IllegalArgumentException("this connection is none of Fairlead's"));
    Subscriber known = subscribers.get(real);
    if (known != null) {
      return known;
    }
    Subscriber fresh = new Subscriber(real, subscriptions);
    known = subscribers.putIfAbsent(real, fresh);
    if (known != null) {
      return known;
    }
    real.whenEnded(() -> end(real, fresh));
    return fresh;
  }

  private void end(DefaultConnection connection, Subscriber subscriber) {
    subscribers.remove(connection, subscriber);
    subscriber.end();
  }

  int subscribers(Topic topic) {
    return subscriptions.match(TopicLevels.of(topic)).size();
  }

  // --- publishing ------------------------------------------------------------------------------

  /** What the topic's middleware makes of a message; null where it is stopped. */
  @Nullable OutboundMessage pass(Topic topic, OutboundMessage message) {
    return middleware.pass(topic, message);
  }

  /** Keeps a message where that is wanted, and says who is to get it. */
  Matches<Subscriber> keep(Topic topic, String[] levels, OutboundMessage message) {
    if (retention.of(levels) == null) {
      return subscriptions.match(levels);
    }
    ReentrantLock lock = retention.lock(topic);
    lock.lock();
    try {
      TopicHistory history = retention.of(levels); // again: it may have ended
      if (history != null) {
        Retention.append(history, topic, message);
      }
      return subscriptions.match(levels);
    } finally {
      lock.unlock();
    }
  }

  /** Offers a message to those who are to get it. */
  Receipt send(
      Topic topic, String[] levels, OutboundMessage message, Matches<Subscriber> subscribers) {
    Receipt receipt = Receipt.of(subscribers.size());
    if (receipt.subscribers() == 0) {
      return receipt;
    }
    OutboundFrame sent = OutboundFrame.whole(options.applied(topic, options.of(levels), message));
    Snapshot<Subscriber> most = subscribers.most();
    int refused = 0;
    for (int i = 0; i < most.size(); i++) {
      refused += most.get(i).offer(topic, sent, receipt) ? 0 : 1;
    }
    for (Subscriber other : subscribers.others()) {
      refused += other.offer(topic, sent, receipt) ? 0 : 1;
    }
    receipt.refused(refused);
    return receipt;
  }

  // --- for those who look whether anything is left -----------------------------------------------

  int nodes() {
    return subscriptions.nodes();
  }

  int connections() {
    return subscribers.size();
  }
}
