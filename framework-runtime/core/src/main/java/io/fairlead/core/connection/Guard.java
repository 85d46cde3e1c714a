package io.fairlead.core.connection;

import jakarta.websocket.CloseReason;
import org.jspecify.annotations.Nullable;

/** Says whether an admission still holds when its connection opens, and watches it from then on. */
@FunctionalInterface
public interface Guard {

  /** For where an admission holds for ever. */
  Guard NONE = connection -> null;

  /**
   * A connection begins to open: from now on it is watched, however long its callbacks take. Called
   * once, in line with them and before the first.
   *
   * @return why it has to close at once; null where it need not
   */
  @Nullable CloseReason begins(DefaultConnection connection);

  /** It is open, and everybody has heard of that. Called once, in line with its callbacks. */
  default void opened(DefaultConnection connection) {}
}
