package io.fairlead.samples.chat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;

/** A member at the other end of a WebSocket session. */
final class SessionMember implements Member {

  private static final System.Logger LOG = System.getLogger(SessionMember.class.getName());

  private final Session session;
  private final String name;

  SessionMember(Session session, String name) {
    this.session = session;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void send(String json, Runnable failed) {
    try {
      session
          .getAsyncRemote()
          .sendText(
              json,
              result -> {
                if (!result.isOK()) {
                  failed.run();
                }
              });
    } catch (RuntimeException e) { // closed meanwhile
      failed.run();
    }
  }

  @Override
  public void drop() {
    if (!session.isOpen()) {
      return;
    }
    try {
      session.close(
          new CloseReason(CloseCodes.TRY_AGAIN_LATER, "This tab did not keep up with the room."));
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a slow session failed", e);
    }
  }
}
