package io.fairlead.samples.chat;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;

/** Sends every message back. */
@ServerEndpoint("/ws/{userId}")
public class EchoEndpoint {

  /** Echoes text. */
  @OnMessage
  public String echo(String message) {
    return message;
  }

  /** Echoes bytes. */
  @OnMessage
  public ByteBuffer echo(ByteBuffer message) {
    return message;
  }
}
