package io.fairlead.core.admission;

import io.fairlead.api.admission.NetworkContext;
import java.time.Instant;
import java.util.Optional;

/**
 * What the network stage found.
 *
 * @param host host and port that the client asked for, for the origin check
 */
record ClientNetwork(
    String requestId,
    Optional<String> clientAddress,
    boolean secure,
    Optional<String> traceparent,
    Instant arrivedAt,
    Optional<String> host)
    implements NetworkContext {}
