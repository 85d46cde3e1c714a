package io.fairlead.core.event;

import io.fairlead.api.event.ConnectionEvent;
import io.fairlead.api.event.Event;
import io.fairlead.core.plugin.Share;

/** Whose events a listener hears; each event goes to one version of a plugin that is tried. */
@FunctionalInterface
interface Audience {

  Audience ALL = event -> true;

  boolean hears(Event event);

  /** The events of a share of the connections. */
  static Audience share(int percent) {
    return event ->
        event instanceof ConnectionEvent about && Share.includes(about.connection().id(), percent);
  }

  /** All other events. */
  default Audience others() {
    return event -> !hears(event);
  }
}
