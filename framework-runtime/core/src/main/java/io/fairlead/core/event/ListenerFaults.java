package io.fairlead.core.event;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.plugin.ErrorContext;
import org.jspecify.annotations.Nullable;

/** Hears of what listeners throw, on the listener's thread, and of those that are late. */
@FunctionalInterface
public interface ListenerFaults {

  /** For where nobody is to hear. */
  ListenerFaults NONE = (source, connection, owner, fault) -> {};

  /**
   * Takes one.
   *
   * @param connection that the event was about; null for none
   * @param owner whose the listener is
   */
  void failed(
      ErrorContext.Source source, @Nullable Connection connection, String owner, Throwable fault);
}
