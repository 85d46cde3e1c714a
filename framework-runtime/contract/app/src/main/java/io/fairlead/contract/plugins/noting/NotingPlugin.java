package io.fairlead.contract.plugins.noting;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.api.plugin.OutboundHandler;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.plugin.ShutdownHook;
import jakarta.websocket.CloseReason;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Contributes one of each kind, and notes what it saw. It is in both plugin jars: each loads a
 * class of its own.
 */
public abstract class NotingPlugin implements Plugin {

  private final String name;
  private final int order;
  private String mark = "";

  /** A plugin that notes under a name, and handles messages at an order. */
  protected NotingPlugin(String name, int order) {
    this.name = name;
    this.order = order;
  }

  @Override
  public void start(PluginContext context) {
    mark = context.config().text("mark").orElse("[no mark]");
    Contributions contributions = context.contributions();
    contributions.add(
        InboundHandler.class,
        (message, chain) -> chain.proceed(concerned(message) ? marked(message) : message),
        order);
    contributions.add(OutboundHandler.class, NotingPlugin::classified);
    contributions.add(ConnectionListener.class, new Listener());
    contributions.add(ShutdownHook.class, new Hook());
    contributions.add(HttpRoute.class, new Route(context));
    contributions.add(
        MetadataContributor.class,
        (handshake, security) ->
            completedFuture(
                Map.of(
                    name + ".caller",
                    security.identity().getName(),
                    name + ".number",
                    String.valueOf(security.identity().claims().get("number")))));
    note("start");
  }

  @Override
  public void stop() {
    note("stop");
  }

  private void note(String event) {
    EventFile.note(name + " " + event);
  }

  private static boolean concerned(InboundMessage message) {
    return message.kind() == InboundMessage.Kind.TEXT
        && message.connection().path().endsWith("/marked");
  }

  private InboundMessage marked(InboundMessage message) {
    return message.withText(message.text() + mark);
  }

  /** Text with an exclamation mark is urgent; with a tilde, its first word is a key. */
  private static OutboundMessage classified(Connection connection, OutboundMessage message) {
    if (!connection.path().endsWith("/laned") || !message.isText() || message.size() > 100) {
      return message;
    }
    String text = message.text();
    if (text.startsWith("!")) {
      return message.withLane(Lane.HIGH);
    }
    return text.startsWith("~") ? message.withKey(text.split(" ", 2)[0]) : message;
  }

  private final class Listener implements ConnectionListener {
    @Override
    public void onOpen(Connection connection) {
      note("opened " + user(connection));
    }

    @Override
    public void onClose(Connection connection, CloseReason reason) {
      note("closed " + user(connection) + " " + reason.getCloseCode().getCode());
    }

    private static String user(Connection connection) {
      return connection.security().identity().getName();
    }
  }

  private final class Hook implements ShutdownHook {
    @Override
    public CompletionStage<Void> prepare(Instant deadline) {
      note("prepare");
      return completedFuture(null);
    }

    @Override
    public CompletionStage<Void> commit(Instant deadline) {
      note("commit");
      return completedFuture(null);
    }
  }

  private final class Route implements HttpRoute {
    private final PluginContext context;

    Route(PluginContext context) {
      this.context = context;
    }

    @Override
    public String path() {
      return "/" + name;
    }

    @Override
    public HttpReply handle(HttpRequest request) {
      String user = request.queryParameter("name").orElse("nobody");
      boolean here = context.connections().all().stream().anyMatch(each -> named(each, user));
      return HttpReply.text(200, name + ": " + user + " connected " + here);
    }

    private static boolean named(Connection connection, String user) {
      return connection.security().identity().getName().equals(user);
    }
  }
}
