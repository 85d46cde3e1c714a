package io.fairlead.contract.plugins.inside;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

/** An endpoint that only the plugin's jar holds. */
@ServerEndpoint("/inside-only/{name}")
public class InsideEndpoint {

  /** Answers. */
  @OnMessage
  public String answer(@PathParam("name") String name, String message, Session session) {
    return "inside: " + name + " heard " + message + " of " + session.getUserPrincipal().getName();
  }
}
