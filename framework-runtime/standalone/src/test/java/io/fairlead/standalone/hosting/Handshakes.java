package io.fairlead.standalone.hosting;

import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Subprotocols, and plain configurators that users wrote. */
public final class Handshakes {

  private Handshakes() {}

  @ServerEndpoint(
      value = "/sub",
      subprotocols = {"chat.v2", "chat.v1"})
  public static class Sub extends Base {
    @OnOpen
    public void open(Session session) {
      Journal.add("subprotocol '" + session.getNegotiatedSubprotocol() + "'");
    }

    @OnMessage
    public String take(String text) {
      return text;
    }
  }

  public static class Notes extends ServerEndpointConfig.Configurator {
    @Override
    public void modifyHandshake(
        ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
      Journal.add("header " + request.getHeaders().get("X-Test"));
      Journal.add("query " + request.getQueryString());
      config.getUserProperties().put("from", "the configurator");
      response.getHeaders().put("X-Answer", List.of("yes"));
    }
  }

  @ServerEndpoint(value = "/notes", configurator = Notes.class)
  public static class WithNotes extends Base {
    @OnOpen
    public void open(Session session) {
      Journal.add("from " + session.getUserProperties().get("from"));
    }
  }

  public static class RefusesOrigin extends ServerEndpointConfig.Configurator {
    @Override
    public boolean checkOrigin(String origin) {
      Journal.add("origin " + origin);
      return false;
    }
  }

  @ServerEndpoint(value = "/origin", configurator = RefusesOrigin.class)
  public static class WithoutOrigin extends Base {}

  public static class LastOne extends ServerEndpointConfig.Configurator {
    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
      Journal.add("supported " + supported + " requested " + requested);
      return requested.get(requested.size() - 1);
    }
  }

  @ServerEndpoint(
      value = "/sub",
      subprotocols = {"a", "b"},
      configurator = LastOne.class)
  public static class PicksLast extends Sub {}

  public static class OneForAll extends ServerEndpointConfig.Configurator {
    private static final Single SINGLE = new Single("made by the configurator");

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(SINGLE);
    }
  }

  @ServerEndpoint(value = "/single", configurator = OneForAll.class)
  public static class Single extends Base {
    private final String how;

    public Single(String how) {
      this.how = how;
    }

    @OnMessage
    public String take(String text) {
      return how;
    }
  }

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.of("subprotocol agreed on", Sub.class, "/sub", p -> {})
            .offering("x", "chat.v1", "chat.v2"),
        Scenario.of("no subprotocol in common", Sub.class, "/sub", p -> {}).offering("x", "y"),
        Scenario.of("subprotocol chosen by the user's code", PicksLast.class, "/sub", p -> {})
            .offering("b", "a"),
        Scenario.of("modifyHandshake of the user's", WithNotes.class, "/notes?q=1", p -> {}),
        Scenario.of(
            "instance made by the user's code",
            Single.class,
            "/single",
            p -> {
              p.text("t");
              p.await(1);
            }));
  }
}
