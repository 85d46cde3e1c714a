package io.fairlead.core;

import io.fairlead.api.event.Event;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.event.EventListener;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.api.event.TopicEvent;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.api.topic.Topics;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Messaging;
import io.fairlead.core.topic.DefaultTopics;
import java.time.Clock;

/** The topics and events of a runtime. */
public final class DefaultMessaging implements Messaging {

  private final DefaultTopics topics;
  private final EventBus events;

  /** Topics that tell of their messages to an event bus. */
  public DefaultMessaging(
      FairleadConfig config, ContributionRegistry contributions, EventBus events, Clock clock) {
    this.topics = new DefaultTopics(config, contributions, events, clock);
    this.events = events;
  }

  /** Topics without events: whoever wants to listen is told so. */
  public static DefaultMessaging withoutEvents(
      FairleadConfig config, ContributionRegistry contributions, Clock clock) {
    return new DefaultMessaging(config, contributions, new NoEvents(), clock);
  }

  /** Topics as the runtime itself sees them. */
  public Topics topics() {
    return topics;
  }

  @Override
  public Scope scope(String owner) {
    return new Lent(topics.scope(owner, events), events);
  }

  private record Lent(DefaultTopics topics, EventBus events) implements Scope {
    @Override
    public void close() {
      topics.close();
    }
  }

  /** Where there is nobody to listen. */
  private static final class NoEvents implements EventBus {
    @Override
    public <E extends Event> ListenerRegistration listen(
        Class<E> type, EventListener<? super E> listener, ListenerOptions options) {
      throw new UnsupportedOperationException("there are no events here");
    }

    @Override
    public <E extends TopicEvent> ListenerRegistration listen(
        Class<E> type,
        TopicPattern topics,
        EventListener<? super E> listener,
        ListenerOptions options) {
      throw new UnsupportedOperationException("there are no events here");
    }

    @Override
    public void fire(Event event) {}
  }
}
