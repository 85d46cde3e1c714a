package io.fairlead.api.event;

import io.fairlead.api.connection.Connection;

/**
 * Something failed on a connection; the same that error handlers of plugins are asked about.
 *
 * @param connection the connection
 * @param source what kind of place failed, as {@code ErrorContext.Source} names it
 * @param error the failure
 */
public record ConnectionFailed(Connection connection, String source, Throwable error)
    implements ConnectionEvent {}
