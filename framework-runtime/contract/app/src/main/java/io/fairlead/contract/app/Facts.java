package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shows what an endpoint learns from the request: path, query, subprotocol. */
public final class Facts {

  private Facts() {}

  /** Variables of every type, from three parts of the path. */
  @ServerEndpoint(value = "/path/{text}/{number}/{flag}", configurator = FairleadConfigurator.class)
  public static class Path {
    /** Answers {@code types}, {@code text} and {@code map}. */
    @OnMessage
    @SuppressWarnings("TooManyParameters") // one of each type is the point
    public String answer(
        String question,
        Session session,
        @PathParam("text") String text,
        @PathParam("number") int number,
        @PathParam("number") Integer boxed,
        @PathParam("number") long wide,
        @PathParam("number") short narrow,
        @PathParam("number") byte octet,
        @PathParam("number") float single,
        @PathParam("number") double twice,
        @PathParam("number") char letter,
        @PathParam("flag") boolean flag,
        @PathParam("flag") Boolean boxedFlag,
        @PathParam("role") @Nullable String unknown) {
      return switch (question) {
        case "text" -> text;
        case "map" -> new TreeMap<>(session.getPathParameters()) + " " + unknown;
        case "query" -> session.getQueryString() + " " + session.getRequestParameterMap();
        default ->
            number + " " + boxed + " " + wide + " " + narrow + " " + octet + " " + single + " "
                + twice + " " + letter + " " + flag + " " + boxedFlag;
      };
    }
  }

  /** Knows two subprotocols, the better one first. */
  @ServerEndpoint(
      value = "/subprotocol",
      subprotocols = {"chat.v2", "chat.v1"},
      configurator = FairleadConfigurator.class)
  public static class Subprotocol {
    /** Answers what was agreed on. */
    @OnMessage
    public String answer(String question, Session session) {
      return "'" + session.getNegotiatedSubprotocol() + "'";
    }
  }
}
