package io.fairlead.core.outbound;

/**
 * Marks the thread that tells senders what became of their messages. Others wait for that thread,
 * whichever it is, so what they do there may not wait for room in a queue.
 */
final class Telling {

  private static final ThreadLocal<Boolean> HERE = new ThreadLocal<>();

  private Telling() {}

  static boolean here() {
    return HERE.get() != null;
  }

  static void run(Runnable telling) {
    if (here()) {
      telling.run();
      return;
    }
    HERE.set(Boolean.TRUE);
    try {
      telling.run();
    } finally {
      HERE.remove();
    }
  }
}
