package io.fairlead.core.plugin;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/** The starts of plugins that are under way, which the stop of the server ends. Thread-safe. */
public final class Starts {

  private final Set<Future<?>> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /** Begins one. */
  void begin(Future<?> start) {
    underWay.add(start);
    if (ended) {
      start.cancel(true); // nobody else may have seen it
    }
  }

  /** Ends one, however it went. */
  void end(Future<?> start) {
    underWay.remove(start);
  }

  /** Interrupts those under way; later ones do not begin. */
  void endAll() {
    ended = true;
    underWay.forEach(start -> start.cancel(true));
  }
}
