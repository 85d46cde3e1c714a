package io.fairlead.api.event;

import io.fairlead.api.connection.Connection;
import jakarta.websocket.CloseReason;

/**
 * A connection has ended.
 *
 * @param connection the connection
 * @param reason 1006 stands for an end without a close frame
 */
public record ConnectionClosed(Connection connection, CloseReason reason)
    implements ConnectionEvent {}
