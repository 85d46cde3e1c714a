package io.fairlead.contract.app;

import io.fairlead.api.admission.Metadata;
import io.fairlead.api.connection.Connection;
import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** Says who its client is, by every way that an endpoint has to know it. */
@ServerEndpoint(value = "/who", configurator = FairleadConfigurator.class)
public class Who extends Noted {

  /** The message, then name, request id (twice), a claim (twice), and what a plugin added. */
  @OnMessage
  public String who(String message, Session session) {
    Connection connection = Connection.of(session);
    return String.join(
        " ",
        message,
        session.getUserPrincipal().getName(),
        String.valueOf(connection.metadata().asMap().get(Metadata.REQUEST_ID)),
        String.valueOf(session.getUserProperties().get(Metadata.REQUEST_ID)),
        String.valueOf(connection.security().identity().claims().get("number")),
        String.valueOf(connection.metadata().get("inside.number").orElse(null)),
        String.valueOf(session.getUserProperties().get("inside.caller")));
  }
}
