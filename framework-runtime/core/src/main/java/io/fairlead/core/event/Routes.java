package io.fairlead.core.event;

import io.fairlead.api.event.Event;
import io.fairlead.api.event.TopicEvent;
import io.fairlead.api.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of what, at one time; replaced as a whole when that changes. Remembers the listeners of
 * each class of events.
 */
final class Routes {

  static final Routes NONE = new Routes(List.of());

  /** The way to one listener. */
  record Route(
      Class<? extends Event> type,
      @Nullable TopicPattern topics,
      Mailbox mailbox,
      Audience audience) {

    boolean takes(Event event) {
      return audience.hears(event)
          && (topics == null
              || (event instanceof TopicEvent about && topics.matches(about.topic())));
    }

    Route with(Audience other) {
      return new Route(type, topics, mailbox, other);
    }
  }

  private static final Route[] NOBODY = {};

  private final List<Route> all;
  private final Map<Class<?>, Route[]> ofRuntime = new ConcurrentHashMap<>();

  /** A plugin's classes: nothing here may keep them after its stop. */
  private final Map<Class<?>, Route[]> ofOthers = new WeakHashMap<>();

  private Routes(List<Route> all) {
    this.all = all;
  }

  Routes with(Route route) {
    return exchanged(List.of(route), List.of());
  }

  Routes without(Route route) {
    return exchanged(List.of(), List.of(route));
  }

  @SuppressWarnings("ReferenceEquality") // a route is equal to itself only
  Routes exchanged(List<Route> in, List<Route> out) {
    List<Route> next = new ArrayList<>(all);
    next.removeIf(each -> out.stream().anyMatch(gone -> gone == each));
    next.addAll(in);
    return new Routes(List.copyOf(next));
  }

  /** The routes for a class of events; not to be changed. */
  Route[] to(Class<? extends Event> type) {
    if (all.isEmpty()) {
      return NOBODY;
    }
    if (type.getClassLoader() == Event.class.getClassLoader()) {
      Route[] known = ofRuntime.get(type);
      return known != null ? known : ofRuntime.computeIfAbsent(type, each -> find(type));
    }
    synchronized (ofOthers) {
      return ofOthers.computeIfAbsent(type, each -> find(type));
    }
  }

  private Route[] find(Class<? extends Event> type) {
    return all.stream().filter(route -> route.type().isAssignableFrom(type)).toArray(Route[]::new);
  }
}
