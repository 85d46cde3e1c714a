package io.fairlead.cdi;

import io.fairlead.api.event.Event;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.event.EventListener;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.api.event.TopicEvent;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.event.Wrapped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/**
 * An {@code @ObservesAsync} method as a listener of its own.
 *
 * @param method the observer
 * @param name what the log calls it
 * @param type what it observes
 * @param topics which topics; null for all, and for events without one
 * @param ordered whether it wants the events of a connection in order
 */
record AsyncObserver(
    ObserverMethod<?> method,
    String name,
    Class<? extends Event> type,
    @Nullable TopicPattern topics,
    boolean ordered) {

  /**
   * Reads an observer.
   *
   * @param declared null where the observer is not one of a bean
   * @return null for one that no event of ours can reach
   * @throws IllegalArgumentException if it cannot be meant like that; the message says why
   */
  static @Nullable AsyncObserver of(
      ObserverMethod<?> method, @Nullable AnnotatedMethod<?> declared) {
    if (!(method.getObservedType() instanceof Class<?> observed)
        || !Event.class.isAssignableFrom(observed)
        || !method.isAsync()) {
      return null;
    }
    TopicPattern topics = null;
    for (Annotation qualifier : method.getObservedQualifiers()) {
      if (qualifier instanceof OnTopic onTopic) {
        topics = pattern(method, observed, onTopic.value());
      } else if (!(qualifier instanceof Any)) {
        return null; // for events that the application fires with that qualifier
      }
    }
    String bean = method.getBeanClass().getName();
    String name = declared == null ? bean : bean + "." + declared.getJavaMember().getName();
    boolean ordered = declared != null && declared.isAnnotationPresent(OrderedEvents.class);
    return new AsyncObserver(method, name, observed.asSubclass(Event.class), topics, ordered);
  }

  private static TopicPattern pattern(ObserverMethod<?> method, Class<?> observed, String text) {
    String where = method.getBeanClass().getName() + " observes " + observed.getSimpleName();
    boolean possible = TopicEvent.class.isAssignableFrom(observed) || observed.isInterface();
    if (!possible) {
      throw new IllegalArgumentException(where + " on a topic, but such an event has none");
    }
    try {
      return TopicPattern.of(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          where + " with @OnTopic(\"" + text + "\"): " + e.getMessage(), e);
    }
  }

  /** Adds it to a bus. */
  ListenerRegistration listenTo(EventBus bus, RequestScope requests) {
    ListenerOptions options = ordered ? ListenerOptions.ORDERED : ListenerOptions.PARALLEL;
    EventListener<Event> listener = listener(requests);
    if (topics == null) {
      return bus.listen(type, listener, options);
    }
    return TopicEvent.class.isAssignableFrom(type)
        ? bus.listen(type.asSubclass(TopicEvent.class), topics, listener, options)
        : bus.listen(TopicEvent.class, topics, listener, options);
  }

  /** What calls it. */
  EventListener<Event> listener(RequestScope requests) {
    return new Caller(this, requests);
  }

  /** Calls the method. */
  private record Caller(AsyncObserver observer, RequestScope requests)
      implements EventListener<Event>, Wrapped {
    @Override
    public Class<?> target() {
      return observer.method().getBeanClass();
    }

    @Override
    public String name() {
      return observer.name();
    }

    @Override
    public void onEvent(Event event) {
      if (!observer.type().isInstance(event)) {
        return; // observed is a type that may have a topic, and this is another that has one
      }
      RequestScope.Active request = requests.begin();
      try {
        observer.tell(event);
      } finally {
        request.end();
      }
    }
  }

  @SuppressWarnings("unchecked") // the caller lets through only what it observes
  private void tell(Event event) {
    ((ObserverMethod<Event>) method).notify(event);
  }
}
