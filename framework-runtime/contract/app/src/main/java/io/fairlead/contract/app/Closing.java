package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** Closes as it is told: {@code CODE REASON}, or {@code plain}. */
@ServerEndpoint(value = "/closing", configurator = FairleadConfigurator.class)
public class Closing extends Noted {

  /** Closes. */
  @OnMessage
  public void close(String command, Session session) throws IOException {
    if (command.equals("plain")) {
      session.close();
      return;
    }
    String[] words = command.split(" ", 2);
    int code = Integer.parseInt(words[0]);
    session.close(new CloseReason(() -> code, words[1]));
  }
}
