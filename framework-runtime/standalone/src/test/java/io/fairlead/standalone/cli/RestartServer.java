package io.fairlead.standalone.cli;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.standalone.Fairlead;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** In a process of its own: the real command line on the real server, with one endpoint. */
final class RestartServer {

  private static final AtomicReference<Fairlead> SERVER = new AtomicReference<>();

  private RestartServer() {}

  public static void main(String[] args) {
    LogSetup.early();
    Home home = new Home(Path.of(System.getProperty("test.home")));
    Backend backend =
        new Backend(
            config -> {
              Fairlead fairlead =
                  Fairlead.builder()
                      .config(config)
                      .endpoint(Backlog.class)
                      .contribute(HttpRoute.class, new Queued(), 0)
                      .start();
              SERVER.set(fairlead);
              return new FairleadServer(fairlead);
            },
            (config, subject, lifetime, claims) -> "",
            (directory, config) -> List.of());
    System.exit(new Cli(home, Terminal.ofProcess(), backend).execute(args));
  }

  /** Sends more than the kernel takes, and answers what it is asked. */
  @ServerEndpoint("/backlog")
  public static class Backlog {
    private static final List<OutboundMessage> MESSAGES = messages();

    /** Shared: the heap holds them once. */
    private static List<OutboundMessage> messages() {
      String filler = "x".repeat(Integer.getInteger("test.size"));
      List<OutboundMessage> messages = new ArrayList<>();
      for (int i = 0; i < Integer.getInteger("test.messages"); i++) {
        messages.add(OutboundMessage.text(i + ":" + filler));
      }
      return messages;
    }

    @OnOpen
    public void open(Session session) {
      MESSAGES.forEach(Connection.of(session)::send);
    }

    private static final OutboundMessage BIG = OutboundMessage.binary(new byte[1 << 20]);

    @OnMessage
    public @Nullable String take(String text, Session session) {
      if (!text.equals("flood")) {
        return text;
      }
      for (int i = 0; i < 8; i++) {
        Connection.of(session).send(BIG);
      }
      return null;
    }
  }

  /** How many connections have something queued. */
  private static final class Queued implements HttpRoute {
    @Override
    public String path() {
      return "/queued";
    }

    @Override
    public HttpReply handle(HttpRequest request) {
      long count =
          SERVER.get().connections().all().stream()
              .filter(connection -> connection.outbound().messages() > 0)
              .count();
      return HttpReply.text(200, String.valueOf(count));
    }
  }
}
