package io.fairlead.contract.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.api.connection.Connection;
import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Has the heartbeat and the idle limit that its client asks for, in milliseconds. */
@ServerEndpoint(value = "/beating", configurator = FairleadConfigurator.class)
public class Beating extends Noted {

  /** {@code beat INTERVAL TIMEOUT}, {@code idle LIMIT}, {@code ping DATA} or {@code trip}. */
  @OnMessage
  public String act(String command, Session session) throws IOException {
    String[] words = command.split(" ");
    switch (words[0]) {
      case "beat" -> Connection.of(session).heartbeat(millis(words[1]), millis(words[2]));
      case "idle" -> session.setMaxIdleTimeout(Long.parseLong(words[1]));
      case "ping" -> session.getBasicRemote().sendPing(ByteBuffer.wrap(words[1].getBytes(UTF_8)));
      default -> {
        return Connection.of(session)
            .roundTripTime()
            .map(time -> time.last().isNegative() || time.last().isZero() ? "wrong" : "measured")
            .orElse("none");
      }
    }
    return "done";
  }

  /** Notes. */
  @OnMessage
  public void pong(PongMessage pong) {
    Events.note("pong " + tag() + " " + UTF_8.decode(pong.getApplicationData()));
  }

  private static Duration millis(String text) {
    return Duration.ofMillis(Long.parseLong(text));
  }
}
