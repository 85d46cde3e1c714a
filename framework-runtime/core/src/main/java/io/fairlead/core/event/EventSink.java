package io.fairlead.core.event;

import io.fairlead.api.event.Event;

/** Where the runtime tells of what happens. Safe for any thread; no method blocks. */
public interface EventSink {

  /** For where nobody listens. */
  EventSink NONE =
      new EventSink() {
        @Override
        public boolean hasListeners(Class<? extends Event> type) {
          return false;
        }

        @Override
        public void fire(Event event) {}
      };

  /**
   * Whether somebody listens to events of a class; cheap, so that no event need be made for nobody.
   */
  boolean hasListeners(Class<? extends Event> type);

  /** Tells the listeners of an event; returns before they have heard of it. */
  void fire(Event event);
}
