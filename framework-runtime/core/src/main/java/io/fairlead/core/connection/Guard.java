package io.fairlead.core.connection;

import jakarta.websocket.CloseReason;
import org.jspecify.annotations.Nullable;

/** Says whether an admission still holds when its connection opens, and watches it from then on. */
@FunctionalInterface
public interface Guard {

  /** For where an admission holds for ever. */
  Guard NONE = connection -> null;

  /**
   * A connection is open. Called once, in line with its callbacks.
   *
   * @return why it has to close at once; null where it need not
   */
  @Nullable CloseReason opened(DefaultConnection connection);
}
