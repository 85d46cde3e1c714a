package io.fairlead.contract.app;

import io.fairlead.api.admission.Identity;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.security.Principal;

/** Shows what its configurator saw, and its session's principal. */
@ServerEndpoint(value = "/roles", configurator = Handshaken.class)
public class Roles extends Noted {

  /** Answers {@code handshake} and {@code principal}. */
  @OnMessage
  public String answer(String question, Session session) {
    if (question.equals("handshake")) {
      return String.valueOf(session.getUserProperties().get("contract.handshake"));
    }
    Principal principal = session.getUserPrincipal();
    return principal instanceof Identity identity
        ? identity.getName() + " " + identity.roles() + " " + identity.claims().get("team")
        : String.valueOf(principal);
  }
}
