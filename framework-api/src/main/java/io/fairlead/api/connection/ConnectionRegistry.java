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
   * A view of the open connections. It may be iterated while connections come and go; each one that
   * stays open meanwhile is seen once.
   */
  Collection<Connection> all();

  /** How many connections are open. */
  int size();

  /**
   * How many messages were lost on all connections since the start: by the name of their {@link
   * MessageClass}, then by reason. Of more than 1,000 names the rest is counted as {@code other}.
   */
  Map<String, Map<LossReason, Long>> lost();
}
