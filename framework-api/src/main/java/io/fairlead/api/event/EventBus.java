package io.fairlead.api.event;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.topic.TopicPattern;

/**
 * Brings events to listeners, beside what causes them: receipt, sending and publishing never wait
 * for a listener, and one that is slow or fails costs nobody but itself. Safe for any thread; no
 * method blocks. What a plugin adds ends with it.
 */
@FrameworkOwned
public interface EventBus {

  /**
   * Adds a listener for a kind of event and those below it in the hierarchy of types.
   *
   * @return takes it out; events that wait for it are given up then
   */
  <E extends Event> ListenerRegistration listen(
      Class<E> type, EventListener<? super E> listener, ListenerOptions options);

  /** Adds a listener that takes events in any order. */
  default <E extends Event> ListenerRegistration listen(
      Class<E> type, EventListener<? super E> listener) {
    return listen(type, listener, ListenerOptions.PARALLEL);
  }

  /** Adds a listener for events of a kind whose topic matches. */
  <E extends TopicEvent> ListenerRegistration listen(
      Class<E> type,
      TopicPattern topics,
      EventListener<? super E> listener,
      ListenerOptions options);

  /** Tells the listeners of an event; returns before they have heard of it. */
  void fire(Event event);
}
