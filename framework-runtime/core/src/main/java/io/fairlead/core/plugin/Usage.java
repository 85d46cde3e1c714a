package io.fairlead.core.plugin;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls to what one plugin has contributed: those under way, so that its stop can wait
 * for them, and tells of those that fail. Safe for any thread, and cheap for many at once.
 */
public final class Usage {

  private final LongAdder entered = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final LongAdder held = new LongAdder();
  private final LongAdder released = new LongAdder();
  private volatile Runnable onFailure = () -> {};

  /** A call begins. */
  public void enter() {
    entered.increment();
  }

  /** It has ended, however it did. */
  public void leave() {
    left.increment();
  }

  /** A call has returned or is about to, and its answer comes later; that is no call more. */
  public void hold() {
    held.increment();
  }

  /** The answer is there, or none will come. */
  public void letGo() {
    released.increment();
  }

  /** A call has failed, or was late. */
  public void failed() {
    onFailure.run();
  }

  /** Sets who hears of failed calls, on the thread of the call. */
  void onFailure(Runnable task) {
    onFailure = task;
  }

  /** How many calls there have been. */
  long calls() {
    return entered.sum();
  }

  /** Whether no call was under way at some moment of this one, nor an answer to come. */
  boolean idle() {
    long answered = released.sum();
    long done = left.sum(); // first: a call that comes meanwhile must not make up for one that runs
    return entered.sum() == done && held.sum() == answered;
  }
}
