package io.fairlead.samples.benchmarks.servers;

import io.fairlead.api.NonBlocking;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** {@link EchoEndpoint} on the event loop. */
@NonBlocking
@ServerEndpoint("/echo")
public class NonBlockingEchoEndpoint {
  @OnMessage
  public String echo(String message) {
    return message;
  }
}
