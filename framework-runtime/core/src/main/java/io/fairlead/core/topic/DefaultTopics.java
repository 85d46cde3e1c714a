package io.fairlead.core.topic;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.Registration;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.event.EventListener;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.event.MessagePublished;
import io.fairlead.api.topic.PublishReceipt;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicHistory;
import io.fairlead.api.topic.TopicListener;
import io.fairlead.api.topic.TopicOptions;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.api.topic.Topics;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.event.EventSink;
import io.fairlead.core.event.Wrapped;
import io.fairlead.core.plugin.ContributionRegistry;
import java.time.Clock;
import java.util.Optional;

/**
 * Topics as one owner sees them. All views of a runtime share the same topics; what is registered
 * through one ends when that one is closed, and after that it takes nothing more.
 */
public final class DefaultTopics implements Topics, AutoCloseable {

  private final TopicHub hub;
  private final EventBus events;
  private final EventSink told;
  private final Owner owner;

  /** New topics, as the runtime itself sees them. */
  public DefaultTopics(
      FairleadConfig config,
      ContributionRegistry contributions,
      EventBus events,
      EventSink told,
      Clock clock) {
    this(new TopicHub(config, contributions, clock), events, told, new Owner("the runtime"));
  }

  private DefaultTopics(TopicHub hub, EventBus events, EventSink told, Owner owner) {
    this.hub = hub;
    this.events = events;
    this.told = told;
    this.owner = owner;
  }

  /**
   * The same topics for an owner.
   *
   * @param name who that is, for messages
   * @param events where it listens
   */
  public DefaultTopics scope(String name, EventBus events) {
    return new DefaultTopics(hub, events, told, new Owner(name));
  }

  /** How many registrations its owner has. */
  public int registrations() {
    return owner.size();
  }

  @Override
  public Registration subscribe(Connection connection, TopicPattern topics) {
    owner.check();
    return owner.own(hub.subscribe(owner, connection, requireNonNull(topics, "topics")));
  }

  @Override
  public Registration subscribe(Connection connection, Topic topic, int most) {
    owner.check();
    if (most < 0) {
      throw new IllegalArgumentException("most must not be negative");
    }
    return owner.own(hub.subscribe(owner, connection, requireNonNull(topic, "topic"), most));
  }

  @Override
  public Registration listen(TopicPattern topics, TopicListener listener) {
    owner.check();
    requireNonNull(listener, "listener");
    Registration listening =
        events.listen(MessagePublished.class, topics, new Heard(listener), ListenerOptions.ORDERED);
    return owner.own(Owned.of(owner, listening::close));
  }

  private record Heard(TopicListener listener) implements EventListener<MessagePublished>, Wrapped {
    @Override
    public void onEvent(MessagePublished event) throws Exception {
      listener.onMessage(event.topic(), event.message());
    }

    @Override
    public Class<?> target() {
      return listener.getClass();
    }
  }

  @Override
  public PublishReceipt publish(Topic topic, OutboundMessage message) {
    owner.check();
    OutboundMessage passed = hub.pass(topic, requireNonNull(message, "message"));
    if (passed == null) {
      return Receipt.STOPPED;
    }
    String[] levels = TopicLevels.of(topic);
    Matches<Subscriber> subscribers = hub.keep(topic, levels, passed);
    if (told.hasListeners(MessagePublished.class)) {
      told.fire(new MessagePublished(topic, passed));
    }
    return hub.send(topic, levels, passed, subscribers);
  }

  @Override
  public Registration configure(TopicPattern topics, TopicOptions options) {
    owner.check();
    requireNonNull(options, "options");
    return owner.own(Owned.of(owner, hub.options().add(topics, options)));
  }

  @Override
  public Registration retain(TopicPattern topics, int most) {
    owner.check();
    if (most < 1) {
      throw new IllegalArgumentException("most must be positive");
    }
    return owner.own(Owned.of(owner, hub.retention().inMemory(topics, most)));
  }

  @Override
  public Registration retain(TopicPattern topics, TopicHistory history) {
    owner.check();
    return owner.own(Owned.of(owner, hub.retention().in(owner.toString(), topics, history)));
  }

  @Override
  public Optional<TopicHistory> history(Topic topic) {
    return Optional.ofNullable(hub.retention().of(TopicLevels.of(topic)));
  }

  @Override
  public int subscribers(Topic topic) {
    return hub.subscribers(topic);
  }

  /** Ends all that was registered here, the latest first; whatever comes later is refused. */
  @Override
  public void close() {
    owner.close();
  }

  TopicHub hub() {
    return hub;
  }

  Owner owner() {
    return owner;
  }

  @Override
  public String toString() {
    return "topics of " + owner;
  }
}
