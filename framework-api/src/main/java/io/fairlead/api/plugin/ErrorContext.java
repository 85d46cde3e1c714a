package io.fairlead.api.plugin;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.connection.Connection;
import java.util.Optional;

/** Where a failure came from. Immutable. */
@FrameworkOwned
public interface ErrorContext {

  /** Kinds of places that fail. */
  enum Source {
    /** A message could not be decoded for the endpoint. */
    DECODE,
    /** A plugin's {@link InboundHandler} threw or overran its deadline. */
    HANDLER,
    /** A method of the endpoint threw. */
    ENDPOINT,
    /** A plugin's {@link ConnectionListener} threw. */
    LISTENER,
    /** The server below reported a failure of the connection. */
    TRANSPORT,
    /** A limit was passed. */
    LIMIT,
    /** A task of the connection's {@link io.fairlead.api.connection.Scope} threw. */
    TASK
  }

  /** What kind of place failed. */
  Source source();

  /** The connection concerned. */
  Connection connection();

  /** The plugin that failed; empty where it was none. */
  Optional<String> pluginId();
}
