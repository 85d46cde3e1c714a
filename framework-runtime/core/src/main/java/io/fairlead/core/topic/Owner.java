package io.fairlead.core.topic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whose registrations end together. Safe for any thread. */
final class Owner {

  private final String name;
  private final Set<Owned> registrations = new LinkedHashSet<>(); // equal by identity
  private volatile boolean closed;

  Owner(String name) {
    this.name = name;
  }

  /**
   * Does nothing, while it may use topics.
   *
   * @throws IllegalStateException afterwards
   */
  void check() {
    if (closed) {
      throw new IllegalStateException("'" + name + "' has stopped and can use topics no more");
    }
  }

  /**
   * Takes a registration into care; one that has ended meanwhile is let go.
   *
   * @throws IllegalStateException if all has ended; then so has that registration
   */
  <T extends Owned> T own(T registration) {
    synchronized (this) {
      if (!closed) {
        if (!registration.isClosed()) {
          registrations.add(registration);
        }
        return registration;
      }
    }
    registration.close();
    check();
    return registration;
  }

  synchronized void forget(Owned registration) {
    registrations.remove(registration);
  }

  /** How many registrations are in its care. */
  synchronized int size() {
    return registrations.size();
  }

  @Override
  public String toString() {
    return name;
  }

  /** Ends all, the latest first. */
  void close() {
    List<Owned> latestFirst;
    synchronized (this) {
      closed = true;
      latestFirst = new ArrayList<>(registrations);
    }
    Collections.reverse(latestFirst);
    latestFirst.forEach(Owned::close);
  }
}
