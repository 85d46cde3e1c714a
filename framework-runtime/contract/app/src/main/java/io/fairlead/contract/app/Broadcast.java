package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

/** Sends every message to all in the room. */
@ServerEndpoint(value = "/broadcast/{room}", configurator = FairleadConfigurator.class)
public class Broadcast extends Noted {

  /** Through the open sessions of the endpoint. */
  @OnMessage
  public void say(String message, Session session, @PathParam("room") String room) {
    for (Session each : session.getOpenSessions()) {
      if (room.equals(each.getPathParameters().get("room"))) {
        each.getAsyncRemote().sendText(message);
      }
    }
  }
}
