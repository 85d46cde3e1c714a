package io.fairlead.core.plugin;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls under way to what one plugin has contributed, so that its stop can wait for
 * them. Safe for any thread, and cheap for many at once.
 */
public final class Usage {

  private final LongAdder entered = new LongAdder();
  private final LongAdder left = new LongAdder();

  void enter() {
    entered.increment();
  }

  void leave() {
    left.increment();
  }

  /** Whether no call was under way at some moment of this one. */
  boolean idle() {
    long done = left.sum(); // first: a call that comes meanwhile must not make up for one that runs
    return entered.sum() == done;
  }
}
