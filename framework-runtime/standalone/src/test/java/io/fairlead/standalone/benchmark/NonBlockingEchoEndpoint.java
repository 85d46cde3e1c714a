package io.fairlead.standalone.benchmark;

import io.fairlead.api.NonBlocking;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** The same on the event loop. */
@NonBlocking
@ServerEndpoint("/echo-non-blocking")
public class NonBlockingEchoEndpoint {
  @OnMessage
  public String echo(String message) {
    return message;
  }
}
