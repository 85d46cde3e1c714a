package io.fairlead.standalone.cli;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.standalone.control.Commands;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Starts the server that {@code fairlead run} runs. */
@FunctionalInterface
interface ServerStarter {

  /** Returns when the server serves. */
  Running start(FairleadConfig config) throws Exception;

  /** A server that serves. */
  interface Running extends AutoCloseable {

    /** Where. */
    URI uri();

    /** How many connections are open now. */
    int openConnections();

    /** What it can be asked to do while it serves; null for nothing. */
    default @Nullable Commands commands() {
      return null;
    }

    /** Reads the security policy again; what goes wrong is logged. */
    default void reload() {}

    /** Drains; returns when everything has stopped. A second call does nothing more. */
    @Override
    void close();
  }
}
