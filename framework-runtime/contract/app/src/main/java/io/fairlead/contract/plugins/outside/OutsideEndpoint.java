package io.fairlead.contract.plugins.outside;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

/** An endpoint that only the plugin's jar holds. */
@ServerEndpoint("/outside-only/{name}")
public class OutsideEndpoint {

  /** Answers. */
  @OnMessage
  public String answer(@PathParam("name") String name, String message, Session session) {
    return "outside: " + name + " heard " + message + " of " + session.getUserPrincipal().getName();
  }
}
