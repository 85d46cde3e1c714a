package io.fairlead.api.event;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.connection.Connection;

/** Something that happened on a connection. */
@UserImplemented
public interface ConnectionEvent extends Event {

  /** Where it happened. */
  Connection connection();
}
