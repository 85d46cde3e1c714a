package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Answers what the server's side saw: the lines with the asked text in them. */
@ServerEndpoint(value = "/ask", configurator = FairleadConfigurator.class)
public class Ask {

  /** One line each, in order. */
  @OnMessage
  public String answer(String text) {
    return String.join("\n", Events.with(text));
  }
}
