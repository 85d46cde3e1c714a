package io.fairlead.contract.app;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.OutboundQueue;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Sends more than a client that does not read can take; other messages it sends back. */
@ServerEndpoint(value = "/flood", configurator = FairleadConfigurator.class)
public class Flood extends Noted {

  private static final String FILLER = "x".repeat(32 * 1024);
  private static final List<OutboundMessage> SHARED =
      IntStream.range(0, 256).mapToObj(Flood::made).toList();

  /** {@code flood COUNT}: until it is refused; {@code fill COUNT}: exactly as many. */
  @OnMessage
  public String take(String command, Session session) {
    String[] words = command.split(" ", 2);
    if (words[0].equals("flood")) {
      flood(session, Integer.parseInt(words[1]));
      return "flooded";
    }
    if (words[0].equals("fill")) {
      fill(session, Integer.parseInt(words[1]));
      return "filled";
    }
    return command;
  }

  private void flood(Session session, int most) {
    Connection connection = Connection.of(session);
    OutboundQueue queue = connection.outbound();
    SendOutcome.Status status = SendOutcome.Status.QUEUED;
    long bytes = 0;
    int accepted = 0;
    while (accepted < most) {
      SendOutcome outcome = connection.send(message(accepted));
      bytes = Math.max(bytes, queue.bytes());
      status = outcome.status();
      if (!outcome.accepted()) {
        break;
      }
      accepted++;
    }
    Events.note("flood %s %s %d %d %d".formatted(tag(), status, accepted, bytes, queue.maxBytes()));
    Events.note("remote " + tag() + " " + remote(session, most));
  }

  /** How the standard remote tells that there is no room. */
  private static String remote(Session session, int most) {
    String refused = "r".repeat(32 * 1024);
    for (int i = 0; i < most; i++) {
      Future<Void> sent = session.getAsyncRemote().sendText(refused);
      if (sent.isDone()) {
        try {
          sent.get(1, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          String kind = e.getCause() instanceof IOException ? "IOException" : "other";
          return kind + " " + e.getCause();
        } catch (Exception e) {
          return "unexpected " + e;
        }
      }
    }
    return "never refused";
  }

  private void fill(Session session, int count) {
    Connection connection = Connection.of(session);
    int accepted = 0;
    while (accepted < count && connection.send(message(accepted)).accepted()) {
      accepted++;
    }
    Events.note("filled %s %d %d".formatted(tag(), accepted, connection.outbound().messages()));
  }

  /** The first ones are shared: a small heap holds them for many clients. */
  private static OutboundMessage message(int number) {
    return number < SHARED.size() ? SHARED.get(number) : made(number);
  }

  private static OutboundMessage made(int number) {
    return OutboundMessage.text(number + ":" + FILLER);
  }
}
