package io.fairlead.standalone.server;

import java.time.Duration;

/**
 * Bounds for a plain HTTP request and its answer.
 *
 * @param lineBytes longest request line; more gets 414
 * @param headerBytes all headers together; more gets 431
 * @param header longest time from the first byte, or the connect, to the end of the headers; 408
 * @param body longest time for a body; 408
 * @param answer longest time until a route has answered; 503
 * @param write longest time for the client to take the answer
 * @param idle longest silence between two requests
 */
record HttpLimits(
    int lineBytes,
    int headerBytes,
    Duration header,
    Duration body,
    Duration answer,
    Duration write,
    Duration idle) {

  static final HttpLimits DEFAULT =
      new HttpLimits(
          8 * 1024,
          16 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));
}
