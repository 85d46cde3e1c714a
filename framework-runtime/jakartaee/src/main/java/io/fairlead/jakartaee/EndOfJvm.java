package io.fairlead.jakartaee;

/**
 * Hears of the end of the JVM. Some servers close every connection before they tell their
 * applications (Jetty); this tells us at the same time as the server.
 */
final class EndOfJvm implements AutoCloseable {

  private final Thread hook;

  private EndOfJvm(Thread hook) {
    this.hook = hook;
  }

  /** Runs something when the JVM begins to end, on a thread of its own. */
  static EndOfJvm then(Runnable task) {
    Thread hook = new Thread(task, "fairlead-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return new EndOfJvm(hook);
  }

  /** Listens no more: the JVM must not hold an application that has ended. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // it is ending
    }
  }
}
