package io.fairlead.contract.app;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.topic.Topics;
import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import org.jspecify.annotations.Nullable;

/** Uses what belongs to its connection, to one callback, and to the runtime. */
@ServerEndpoint(value = "/scoped", configurator = FairleadConfigurator.class)
public class Scoped extends Noted {

  @Inject @Nullable Connection connection;
  @Inject @Nullable ConnectionRegistry connections;
  @Inject @Nullable EventBus events;
  @Inject @Nullable Topics topics;
  @Inject @Nullable PerConnection own;
  @Inject @Nullable PerCallback now;

  /** Tells of them; to {@code handler} also what a SendHandler sees of them. */
  @OnMessage
  public String counts(String message, Session session) {
    if (connection == null || connections == null || own == null || now == null) {
      return "uninjected";
    }
    own.tag(tag());
    PerCallback callback = now;
    if (message.equals("handler")) {
      session
          .getAsyncRemote()
          .sendText("sent", result -> Events.note("handler " + tag() + " " + callback.next()));
    }
    boolean same = connection.unwrap(Connection.class).equals(connections.find(session.getId()));
    return "own "
        + own.next()
        + " now "
        + now.next()
        + now.next()
        + " same "
        + same
        + " all "
        + (events != null && topics != null);
  }

  /** The connection ends. */
  @PreDestroy
  public void end() {
    if (own != null) {
      Events.note("scoped endpoint " + tag() + " " + own.next());
    }
  }
}
