package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Echoes what the plugins have made of a message: they mark those for this path. */
@ServerEndpoint(value = "/marked", configurator = FairleadConfigurator.class)
public class Marked extends Noted {

  /** Echoes. */
  @OnMessage
  public String take(String message) {
    return message;
  }
}
