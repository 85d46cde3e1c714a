package io.fairlead.api.event;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.Pressure;

/**
 * The outbound queue of a connection has passed a watermark, up or down.
 *
 * @param connection the connection
 * @param pressure how full its queue is now
 */
public record PressureChanged(Connection connection, Pressure pressure)
    implements ConnectionEvent {}
