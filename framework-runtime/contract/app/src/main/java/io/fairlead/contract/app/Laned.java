package io.fairlead.contract.app;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/**
 * Sends with the standard remote, to a client that does not read; that some of it is urgent, or
 * replaces other messages, is known to a plugin only.
 */
@ServerEndpoint(value = "/laned", configurator = FairleadConfigurator.class)
public class Laned extends Noted {

  private static final String FILLER = "x".repeat(32 * 1024);
  private static final int WAITING = 20;
  private static final int MOST = 8_192;

  /** {@code lanes} or {@code disconnect}. */
  @OnMessage
  public void take(String command, Session session) throws InterruptedException {
    Connection connection = Connection.of(session);
    if (command.equals("disconnect")) {
      connection.outbound().overflow(Overflow.DISCONNECT);
      OutboundMessage message = OutboundMessage.text(FILLER);
      int sent = 0;
      while (sent < MOST && connection.send(message).accepted()) {
        sent++;
      }
      Events.note(
          "laned " + tag() + " " + connection.state() + " " + connection.outbound().bytes());
      return;
    }
    int sent = 0;
    do { // until the network has taken all that it can, and the rest stays
      while (sent < MOST && connection.outbound().messages(Lane.NORMAL) < WAITING) {
        session.getAsyncRemote().sendText(sent++ + ":" + FILLER);
      }
      Thread.sleep(200);
    } while (sent < MOST && connection.outbound().messages(Lane.NORMAL) < WAITING);
    session.getAsyncRemote().sendText("~price 1");
    session.getAsyncRemote().sendText("last");
    session.getAsyncRemote().sendText("~price 2");
    session.getAsyncRemote().sendText("!urgent");
    session.getAsyncRemote().sendText("~price 3");
    Events.note("laned " + tag() + " " + sent);
  }
}
