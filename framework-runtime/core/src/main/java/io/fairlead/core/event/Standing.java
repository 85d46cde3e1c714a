package io.fairlead.core.event;

import io.fairlead.core.plugin.Usage;

/** Where the calls of an owner's listeners are counted, and whether they are made now. */
final class Standing {

  private volatile Usage usage = new Usage();
  private volatile boolean leftOut;

  Usage usage() {
    return usage;
  }

  void countedBy(Usage counter) {
    usage = counter;
  }

  boolean leftOut() {
    return leftOut;
  }

  void leftOut(boolean now) {
    leftOut = now;
  }
}
