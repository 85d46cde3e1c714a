package io.fairlead.core.admission;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first stage: who is at the other end of the wire. Never refuses, never blocks. */
final class NetworkStage {

  private final TrustedProxies proxies;
  private final RequestIds requestIds;

  NetworkStage(TrustedProxies proxies, Clock clock) {
    this.proxies = proxies;
    this.requestIds = new RequestIds(clock);
  }

  ClientNetwork examine(UpgradeRequest request) {
    Map<String, List<String>> headers = request.headers();
    TrustedProxies.Client client = proxies.client(request.peerAddress(), request.secure(), headers);
    return new ClientNetwork(
        requestIds.of(HttpText.lines(headers, "x-request-id")),
        Optional.ofNullable(client.address()),
        client.secure(),
        Traceparent.of(HttpText.lines(headers, "traceparent")),
        request.arrivedAt(),
        Optional.ofNullable(client.host()));
  }
}
