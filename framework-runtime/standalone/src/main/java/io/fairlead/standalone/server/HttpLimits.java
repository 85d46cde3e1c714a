package io.fairlead.standalone.server;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.time.Duration;

/**
 * Bounds for a plain HTTP request and its answer.
 *
 * @param lineBytes longest request line; more gets 414
 * @param headerBytes all headers together; more gets 431
 * @param headers most header lines; more gets 431
 * @param header longest time for the first request's head, from the connect on, TLS included, and
 *     for each later one's from its first byte on; 408
 * @param body longest time for a body; 408
 * @param answer longest time until a route has answered; 503
 * @param write longest time for the client to take the answer
 * @param idle longest silence between two requests
 */
record HttpLimits(
    int lineBytes,
    int headerBytes,
    int headers,
    Duration header,
    Duration body,
    Duration answer,
    Duration write,
    Duration idle) {

  /** The bounds of a server. */
  static HttpLimits of(FairleadConfig config) {
    return new HttpLimits(
        8 * 1024,
        16 * 1024,
        100,
        config.get(Settings.HANDSHAKE_TIMEOUT),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }
}
