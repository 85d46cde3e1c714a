package io.fairlead.samples.benchmarks.servers;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** As plain as an endpoint can be; the same on all Jakarta servers. */
@ServerEndpoint("/echo")
public class EchoEndpoint {
  @OnMessage
  public String echo(String message) {
    return message;
  }
}
