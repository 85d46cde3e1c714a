package io.fairlead.contract.plugins.inside;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.plugin.ShutdownHook;
import jakarta.websocket.CloseReason;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Contributes one of each kind, and notes what it saw. */
public class InsidePlugin implements Plugin {

  private String mark = "";

  @Override
  public void start(PluginContext context) {
    mark = context.config().text("mark").orElse("[no mark]");
    Contributions contributions = context.contributions();
    contributions.add(
        InboundHandler.class,
        (message, chain) -> chain.proceed(concerned(message) ? marked(message) : message),
        10);
    contributions.add(ConnectionListener.class, new Listener());
    contributions.add(ShutdownHook.class, new Hook());
    contributions.add(HttpRoute.class, new Route(context));
    contributions.add(
        MetadataContributor.class,
        (handshake, security) ->
            completedFuture(
                Map.of(
                    "inside.caller",
                    security.identity().getName(),
                    "inside.number",
                    String.valueOf(security.identity().claims().get("number")))));
    EventFile.note("inside start");
  }

  @Override
  public void stop() {
    EventFile.note("inside stop");
  }

  private static boolean concerned(InboundMessage message) {
    return message.kind() == InboundMessage.Kind.TEXT
        && message.connection().path().endsWith("/marked");
  }

  private InboundMessage marked(InboundMessage message) {
    return message.withText(message.text() + mark);
  }

  private static final class Listener implements ConnectionListener {
    @Override
    public void onOpen(Connection connection) {
      EventFile.note("inside opened " + name(connection));
    }

    @Override
    public void onClose(Connection connection, CloseReason reason) {
      EventFile.note("inside closed " + name(connection) + " " + reason.getCloseCode().getCode());
    }

    private static String name(Connection connection) {
      return connection.security().identity().getName();
    }
  }

  private static final class Hook implements ShutdownHook {
    @Override
    public CompletionStage<Void> prepare(Instant deadline) {
      EventFile.note("inside prepare");
      return completedFuture(null);
    }

    @Override
    public CompletionStage<Void> commit(Instant deadline) {
      EventFile.note("inside commit");
      return completedFuture(null);
    }
  }

  private record Route(PluginContext context) implements HttpRoute {
    @Override
    public String path() {
      return "/inside";
    }

    @Override
    public HttpReply handle(HttpRequest request) {
      String name = request.queryParameter("name").orElse("nobody");
      String here = context.connections().all().stream().anyMatch(each -> named(each, name)) + "";
      return HttpReply.text(200, "inside: " + name + " connected " + here);
    }

    private static boolean named(Connection connection, String name) {
      return connection.security().identity().getName().equals(name);
    }
  }
}
