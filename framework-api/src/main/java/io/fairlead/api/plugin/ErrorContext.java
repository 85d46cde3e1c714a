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
    /** A plugin's {@link InboundHandler} or {@link OutboundHandler} threw. */
    HANDLER,
    /** A method of the endpoint threw. */
    ENDPOINT,
    /**
     * A plugin's {@link ConnectionListener}, {@link MetadataContributor}, {@link StateParticipant}
     * or {@link ShutdownHook} threw, or its stage failed.
     */
    HOOK,
    /** A listener of events or topics threw. */
    LISTENER,
    /** The server below reported a failure of the connection. */
    TRANSPORT,
    /** A limit was passed. */
    LIMIT,
    /** A plugin did not come back in time, or a deadline of the connection was overrun. */
    TIMEOUT,
    /** A task of the connection's {@link io.fairlead.api.connection.Scope} threw. */
    TASK
  }

  /** What kind of place failed. */
  Source source();

  /**
   * The connection concerned; empty before there is one ({@link MetadataContributor}), where the
   * whole server stops ({@link ShutdownHook}), and for a listener that heard of no connection.
   */
  Optional<Connection> connection();

  /** The plugin that failed; empty where it was none. */
  Optional<String> pluginId();
}
