package io.fairlead.standalone.tyrus;

import io.fairlead.core.http.RequestTarget;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A handshake request whose form has been checked.
 *
 * @param target what is asked for
 * @param headers values by lower-case name, one for each header line
 * @param hostName the name or address in the {@code Host} header
 * @param hostPort the port in it; -1 where there is none
 * @param peerAddress the other end's IP address
 * @param secure whether the connection is TLS
 */
public record UpgradeOffer(
    RequestTarget target,
    Map<String, List<String>> headers,
    String hostName,
    int hostPort,
    @Nullable String peerAddress,
    boolean secure) {}
