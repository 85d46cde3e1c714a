package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;

/** Sends every message back. */
@ServerEndpoint(value = "/echo", configurator = FairleadConfigurator.class)
public class Echo extends Noted {

  /** Echoes text. */
  @OnMessage
  public String echo(String message) {
    Events.note("message " + tag());
    return message;
  }

  /** Echoes bytes. */
  @OnMessage
  public ByteBuffer echo(ByteBuffer message) {
    Events.note("message " + tag());
    return message;
  }
}
