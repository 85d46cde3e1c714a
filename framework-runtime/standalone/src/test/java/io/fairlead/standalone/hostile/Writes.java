package io.fairlead.standalone.hostile;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of sends that were begun, and of those that were said to be complete. */
final class Writes {

  static final AtomicLong BEGUN = new AtomicLong();
  static final AtomicLong COMPLETED = new AtomicLong();
  static final AtomicLong FAILED = new AtomicLong();

  private Writes() {}

  static void begun(int bytes) {
    BEGUN.addAndGet(bytes);
  }

  static void ended(int bytes, boolean ok) {
    (ok ? COMPLETED : FAILED).addAndGet(bytes);
  }

  static String line() {
    return BEGUN + " " + COMPLETED + " " + FAILED;
  }
}
