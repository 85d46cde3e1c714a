package io.fairlead.api.event;

import io.fairlead.api.connection.Connection;

/**
 * A connection is open.
 *
 * @param connection the connection
 */
public record ConnectionOpened(Connection connection) implements ConnectionEvent {}
