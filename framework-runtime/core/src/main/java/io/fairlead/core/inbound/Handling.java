package io.fairlead.core.inbound;

import io.fairlead.core.connection.DefaultConnection;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** What the handling of one connection's messages needs. */
record Handling(
    DefaultConnection connection,
    ErrorRoute errors,
    Executor executor,
    int turn,
    ScheduledExecutorService timer,
    Duration handlerTimeout) {}
