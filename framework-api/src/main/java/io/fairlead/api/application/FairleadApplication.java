package io.fairlead.api.application;

import io.fairlead.api.UserImplemented;

/**
 * Sets an application up, on any server, with a CDI container or without. {@link #start} is called
 * once, before the first handshake is let in; {@link #stop} once, after the last connection has
 * closed. The two never overlap.
 *
 * <p>Each is called on the thread that starts or stops the server, with the application's class
 * loader as the context class loader. Both may block; the server waits for them, without a
 * deadline. Of several, each starts after the one before it in the order of the class names, and
 * they stop in the opposite order.
 *
 * <p>The class is named in {@code
 * META-INF/services/io.fairlead.api.application.FairleadApplication} on the application's class
 * path; it is public and has a public constructor without parameters. No container injects anything
 * into it. Where there is CDI, a bean that is a contribution needs no such class.
 */
@UserImplemented
public interface FairleadApplication {

  /**
   * Adds what the application contributes, and takes what it needs.
   *
   * @throws Exception if the application cannot work: the server does not start then, what has been
   *     added is taken back, and {@link #stop} is not called
   */
  void start(ApplicationContext context) throws Exception;

  /**
   * Lets go of what {@link #start} took, apart from contributions: those have been withdrawn
   * already. What it throws is logged and stops nothing else.
   */
  default void stop() throws Exception {}
}
