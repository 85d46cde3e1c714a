package io.fairlead.api.event;

import io.fairlead.api.UserImplemented;

/**
 * Takes events.
 *
 * @param <E> what kind
 */
@FunctionalInterface
@UserImplemented
public interface EventListener<E extends Event> {

  /**
   * Something happened. Runs beside it, and may block: what causes the event never waits. What it
   * throws is logged and counted. When it overruns its deadline its thread is interrupted.
   */
  void onEvent(E event) throws Exception;
}
