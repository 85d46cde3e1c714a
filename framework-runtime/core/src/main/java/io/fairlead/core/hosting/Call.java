package io.fairlead.core.hosting;

import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one call of an endpoint's method can be given.
 *
 * @param session the hosted session
 * @param config the endpoint's configuration as the user wrote it
 * @param path the variables of the path
 * @param subject the message, the close reason or the failure
 * @param last whether a message ends here
 */
record Call(
    Session session,
    EndpointConfig config,
    Map<String, String> path,
    @Nullable Object subject,
    boolean last) {}
