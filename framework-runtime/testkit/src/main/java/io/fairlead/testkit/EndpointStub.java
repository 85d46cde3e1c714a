package io.fairlead.testkit;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;

/** Stands in for the endpoint behind the handlers; what it throws goes to the error handlers. */
@FunctionalInterface
public interface EndpointStub {

  /** Takes a message that came through the handlers; one at a time for a connection. */
  void onMessage(Connection connection, InboundMessage message) throws Exception;

  /** Whether it takes messages in parts, where all handlers do. */
  default boolean takesParts() {
    return false;
  }
}
