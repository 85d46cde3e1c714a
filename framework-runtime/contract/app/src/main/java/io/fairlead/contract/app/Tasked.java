package io.fairlead.contract.app;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.Scope;
import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.time.Duration;
import java.util.List;

/** Has tasks in the scope of its connection. */
@ServerEndpoint(value = "/tasked", configurator = FairleadConfigurator.class)
public class Tasked extends Noted {

  /** {@code two} answers what two tasks bring, {@code wait} has one that waits for its end. */
  @OnMessage
  public void start(String what, Session session) throws Exception {
    if (what.equals("two")) {
      List<String> both =
          Scope.current()
              .<String>all(List.of(() -> "one", () -> "two"), Duration.ofSeconds(30))
              .await();
      session.getAsyncRemote().sendText(both.toString());
    } else {
      Scope scope = Connection.of(session).scope();
      var unused =
          scope.submit(
              () -> {
                Events.note("task waits " + tag());
                try {
                  Thread.sleep(Duration.ofMinutes(5).toMillis());
                } catch (InterruptedException e) {
                  Events.note("task interrupted " + tag());
                }
                return null;
              },
              Duration.ofMinutes(5));
    }
  }
}
