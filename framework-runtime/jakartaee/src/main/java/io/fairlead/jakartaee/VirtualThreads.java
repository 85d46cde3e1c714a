package io.fairlead.jakartaee;

import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;

/**
 * Asks the server for a thread factory of the application's own. From Jakarta Concurrency 3.1 on it
 * makes virtual threads where the JVM has them; older servers leave the wish out, and those without
 * Jakarta Concurrency do not see it.
 */
@ManagedThreadFactoryDefinition(name = VirtualThreads.NAME, virtual = true)
final class VirtualThreads {

  static final String NAME = "java:module/concurrent/FairleadThreads";

  private VirtualThreads() {}
}
