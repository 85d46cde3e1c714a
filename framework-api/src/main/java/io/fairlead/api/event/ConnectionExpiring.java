package io.fairlead.api.event;

import io.fairlead.api.connection.Connection;
import java.time.Instant;

/**
 * The proof of a connection's identity ends soon, and with it the connection, unless the client
 * refreshes it.
 *
 * @param connection the connection
 * @param closesAt when it will be closed
 */
public record ConnectionExpiring(Connection connection, Instant closesAt)
    implements ConnectionEvent {}
