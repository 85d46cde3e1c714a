package io.fairlead.core;

import io.fairlead.api.event.EventBus;
import io.fairlead.api.topic.Topics;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.event.EventScope;
import io.fairlead.core.plugin.Messaging;

/** Lends the topics and events of one runtime. */
public final class DefaultMessaging implements Messaging {

  private final DefaultEventBus events;

  /** Lends these. */
  public DefaultMessaging(DefaultEventBus events) {
    this.events = events;
  }

  @Override
  public Scope scope(String owner) {
    return new Lent(events.scope(owner));
  }

  private record Lent(EventScope scope) implements Scope {
    @Override
    public Topics topics() {
      throw new UnsupportedOperationException("there are no topics here");
    }

    @Override
    public EventBus events() {
      return scope;
    }

    @Override
    public void close() {
      scope.close();
    }
  }
}
