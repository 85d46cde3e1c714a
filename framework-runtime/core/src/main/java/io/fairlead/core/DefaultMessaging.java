package io.fairlead.core;

import io.fairlead.api.event.EventBus;
import io.fairlead.api.topic.Topics;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.event.EventScope;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Messaging;
import io.fairlead.core.plugin.Usage;
import io.fairlead.core.topic.DefaultTopics;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Lends the topics and events of one runtime. */
public final class DefaultMessaging implements Messaging {

  private final DefaultTopics topics;
  private final DefaultEventBus events;

  /** Topics that tell of their messages to an event bus. */
  public DefaultMessaging(
      FairleadConfig config,
      ContributionRegistry contributions,
      DefaultEventBus events,
      Clock clock) {
    this.topics = new DefaultTopics(config, contributions, events, events, clock);
    this.events = events;
  }

  /** Topics as the runtime itself sees them. */
  public Topics topics() {
    return topics;
  }

  @Override
  public Scope scope(String owner) {
    return lend(owner, events.scope(owner));
  }

  @Override
  public Scope staged(String owner) {
    return lend(owner, events.staged(owner));
  }

  private Scope lend(String owner, EventScope listening) {
    return new Lent(topics.scope(owner, listening), listening);
  }

  private record Lent(DefaultTopics ownTopics, EventScope ownEvents) implements Scope {
    @Override
    public Topics topics() {
      return ownTopics;
    }

    @Override
    public EventBus events() {
      return ownEvents;
    }

    @Override
    public void takeOver(@Nullable Scope predecessor) {
      ownEvents.takeOver(eventsOf(predecessor));
    }

    @Override
    public void tryOut(@Nullable Scope predecessor, int share) {
      ownEvents.tryOut(eventsOf(predecessor), share);
    }

    @Override
    public void rollBack(@Nullable Scope predecessor) {
      ownEvents.rollBack(eventsOf(predecessor));
    }

    private static @Nullable EventScope eventsOf(@Nullable Scope scope) {
      return scope instanceof Lent other ? other.ownEvents : null;
    }

    @Override
    public void retire() {
      ownEvents.retire();
    }

    @Override
    public boolean hearsOfConnections() {
      return ownEvents.hearsOfConnections();
    }

    @Override
    public boolean idle() {
      return ownEvents.idle();
    }

    @Override
    public void stopListening() {
      ownEvents.stopListening(); // those of topics are among them
    }

    @Override
    public void countedBy(Usage usage) {
      ownEvents.countedBy(usage); // listeners of topics, too
    }

    @Override
    public void leaveOut(boolean now) {
      ownEvents.leaveOut(now);
    }

    @Override
    public int open() {
      return ownTopics.registrations() + ownEvents.registrations();
    }

    @Override
    public void close() {
      ownTopics.close();
      ownEvents.close();
    }
  }
}
