package io.fairlead.contract.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** A server process with the contract's application on it, ready to be talked to. */
public interface Server extends AutoCloseable {

  /** As {@code -Dserver=} names it. */
  String name();

  /** Where the application answers, without a slash at the end; {@code http://127.0.0.1:…}. */
  URI base();

  /** The process; of the JVM itself, not of a shell around it. */
  ProcessHandle process();

  /** What it wrote, for people who look for the reason of a failure. */
  Path log();

  /** Whether {@link #undeploy} and {@link #deploy} work while it runs. */
  boolean deploysWhileRunning();

  /** Whether the application's objects come from a CDI container. */
  default boolean hasCdi() {
    return true;
  }

  /**
   * Takes the application away; returns when the server has undeployed it.
   *
   * @throws UnsupportedOperationException where it cannot
   */
  void undeploy() throws Exception;

  /** Deploys the application again; returns when it answers. */
  void deploy() throws Exception;

  /**
   * Asks the process to end in order (SIGTERM) and waits for its end.
   *
   * @return whether it had ended by then
   */
  boolean stop(Duration longest) throws InterruptedException;

  /** Ends it in any case, its children too. */
  @Override
  void close();
}
