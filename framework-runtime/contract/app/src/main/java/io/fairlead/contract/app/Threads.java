package io.fairlead.contract.app;

import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;

/**
 * Asks for the threads that callbacks run on. From Jakarta Concurrency 3.1 on they are virtual
 * where the JVM has them; an older server does not see that wish, and one without Jakarta
 * Concurrency does not see the annotation.
 */
// snippet: threads
@ManagedThreadFactoryDefinition(name = "java:module/concurrent/FairleadThreads", virtual = true)
// end
public final class Threads {
  private Threads() {}
}
