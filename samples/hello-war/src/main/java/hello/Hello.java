package hello;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

/** Greets whoever was let in. */
@ServerEndpoint(value = "/hello/{to}", configurator = FairleadConfigurator.class)
public class Hello {

  /** Answers a message. */
  @OnMessage
  public String hello(String message, @PathParam("to") String to, Session session) {
    return "Hello " + to + ", " + session.getUserPrincipal().getName() + " says " + message;
  }
}
