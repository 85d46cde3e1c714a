package io.fairlead.core.topic;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicHistory.Kept;
import io.fairlead.api.topic.TopicOptions;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.PluginSettings;
import io.fairlead.core.config.Settings;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Fatal;
import io.fairlead.core.transport.OutboundFrame;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** What all owners share: who subscribed, how topics send, what is kept. */
final class TopicHub {

  private static final Logger LOG = LogManager.getLogger(TopicHub.class);

  private final PatternTrie<Subscriber> subscriptions = new PatternTrie<>();
  private final ConcurrentMap<DefaultConnection, Subscriber> subscribers =
      new ConcurrentHashMap<>();
  private final OptionRules options = new OptionRules();
  private final Retention retention;
  private final MiddlewareChain middleware;
  private final Clock clock;
  private final int maxSubscriptions;

  TopicHub(FairleadConfig config, ContributionRegistry contributions, Clock clock) {
    this.clock = clock;
    this.middleware = new MiddlewareChain(contributions);
    this.retention =
        new Retention(
            config.get(Settings.TOPICS_HISTORY_BYTES),
            config.get(Settings.TOPICS_HISTORY_TOPICS),
            config.get(PluginSettings.PLUGIN_STOP_TIMEOUT),
            clock);
    this.maxSubscriptions = config.get(Settings.TOPICS_SUBSCRIPTIONS);
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
    String[] levels = TopicLevels.of(topic);
    if (most == 0 || retention.of(levels) == null) {
      return subscribe(owner, connection, TopicPattern.of(topic));
    }
    Subscriber subscriber = subscriber(connection);
    Subscriber.Subscription subscription = subscriber.subscription(owner, TopicPattern.of(topic));
    TopicOptions how = options.of(levels);
    Instant now = clock.instant();
    List<Kept> kept;
    HeldBack holding = null;
    retention.locks().lock(topic);
    try {
      kept = retention.latest(levels, topic, most);
      if (kept.isEmpty()) {
        subscriber.begin(subscription);
      } else {
        holding = subscriber.begin(subscription, topic);
      }
    } finally {
      retention.locks().unlock(topic);
    }
    if (holding != null) {
      holding.replay(
          topic, kept, each -> aged(options.applied(topic, how, each.message()), each.at(), now));
    }
    return subscription;
  }

  /** With what is left of its time to live; null where nothing is. */
  private static @Nullable OutboundMessage aged(
      OutboundMessage message, Instant published, Instant now) {
    Optional<Duration> lives = message.messageClass().timeToLive();
    if (lives.isEmpty()) {
      return message;
    }
    Duration age = Duration.between(published, now);
    Duration left = age.isNegative() ? lives.get() : lives.get().minus(age); // clocks may go back
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
    Subscriber fresh = new Subscriber(real, subscriptions, maxSubscriptions);
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
    retention.locks().lock(topic);
    try {
      retention.append(levels, topic, message);
      return subscriptions.match(levels);
    } finally {
      retention.locks().unlock(topic);
    }
  }

  /** Offers a message to those who are to get it; one that fails keeps it from no other. */
  Receipt send(
      Topic topic, String[] levels, OutboundMessage message, Matches<Subscriber> subscribers) {
    Receipt receipt = Receipt.of(subscribers.size());
    if (receipt.subscribers() == 0) {
      return receipt;
    }
    OutboundFrame sent = OutboundFrame.whole(options.applied(topic, options.of(levels), message));
    Offers offers = new Offers(topic, sent, receipt);
    Snapshot<Subscriber> most = subscribers.most();
    for (int i = 0; i < most.size(); i++) {
      offers.to(most.get(i));
    }
    subscribers.others().forEach(offers::to);
    receipt.refused(offers.refused);
    if (offers.fault != null) {
      LOG.warn("a message of topic {} could not be offered to everybody", topic, offers.fault);
      Fatal.rethrow(offers.fault);
    }
    return receipt;
  }

  /** One message's way to many. */
  private static final class Offers {
    private final Topic topic;
    private final OutboundFrame message;
    private final Receipt receipt;
    private int refused;
    private @Nullable Throwable fault;

    Offers(Topic topic, OutboundFrame message, Receipt receipt) {
      this.topic = topic;
      this.message = message;
      this.receipt = receipt;
    }

    void to(Subscriber subscriber) {
      try {
        refused += subscriber.offer(topic, message, receipt) ? 0 : 1;
      } catch (Throwable e) {
        refused++;
        fault = fault == null || e instanceof VirtualMachineError ? e : fault;
      }
    }
  }

  // --- for those who look whether anything is left -----------------------------------------------

  int nodes() {
    return subscriptions.nodes();
  }

  int connections() {
    return subscribers.size();
  }
}
