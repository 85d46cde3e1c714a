package io.fairlead.api.connection;

import io.fairlead.api.FrameworkOwned;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The connections that are open on this node. Safe for any thread. */
@FrameworkOwned
public interface ConnectionRegistry {

  /** The connection with that id, while it is open. */
  Optional<Connection> find(String id);

  /**
   * The connections that a user has open now, whichever authenticator vouches for the name; none
   * for anonymous ones. As quick as {@link #find}.
   *
   * @param name {@link io.fairlead.api.admission.Identity#getName()}
   */
  Collection<Connection> byPrincipal(String name);

  /**
   * The connections that are open now whose metadata has that value. Looks at all connections, so
   * it is not for every message.
   *
   * @param name of the metadata
   * @param value by {@code equals}
   */
  Collection<Connection> byMetadata(String name, Object value);

  /**
   * A view of the open connections. It may be iterated while connections come and go; each one that
   * stays open meanwhile is seen once.
   */
  Collection<Connection> all();

  /** How many connections are open. */
  int size();

  /**
   * How full everything is that is bounded for all connections together: {@code connections} with
   * the handshakes under way, {@code address}, {@code principal}, {@code endpoint} and {@code
   * tenant} for the fullest one of each, {@code memory} in bytes, and what else the server bounds.
   * Cheap, but a snapshot.
   */
  Map<String, PoolUsage> usage();

  /**
   * How many messages were lost on all connections since the start: by the name of their {@link
   * MessageClass}, then by reason. Of more than 1,000 names the rest is counted as {@code other}.
   */
  Map<String, Map<LossReason, Long>> lost();
}
