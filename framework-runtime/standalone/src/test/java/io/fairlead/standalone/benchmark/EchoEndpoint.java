package io.fairlead.standalone.benchmark;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** The subject: as plain as an endpoint can be. */
@ServerEndpoint("/echo")
public class EchoEndpoint {
  @OnMessage
  public String echo(String message) {
    return message;
  }
}
