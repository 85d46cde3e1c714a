package io.fairlead.standalone.hosting;

import io.fairlead.standalone.hosting.Journal.Boom;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

/** From open to close: order, errors in each callback, close codes, path variables, the session. */
public final class Lives {

  private static final String SERIAL =
      "callbacks are serial: @OnClose comes after the method that closes, not inside it";

  private Lives() {}

  @ServerEndpoint("/life")
  public static class Whole extends Base {
    @OnOpen
    public void open(Session session, EndpointConfig config) throws IOException {
      ServerEndpointConfig server = (ServerEndpointConfig) config;
      Journal.add("open " + server.getPath() + " " + server.getEndpointClass().getSimpleName());
      config.getUserProperties().put("note", "from open");
      session.getUserProperties().putIfAbsent("own", "from open");
      session.getBasicRemote().sendText("welcome");
    }

    @OnMessage
    public String take(String text, Session session) {
      Journal.add("message " + text + " " + session.getUserProperties().get("own"));
      return text;
    }
  }

  @ServerEndpoint("/boom")
  public static class FailsOpen extends Base {
    @OnOpen
    public void open() {
      throw new Boom("open");
    }

    @OnMessage
    public String take(String text) {
      return text;
    }
  }

  @ServerEndpoint("/boom")
  public static class FailsMessage extends Base {
    @OnMessage
    public String take(String text) throws IOException {
      Journal.add("message " + text);
      if (text.equals("checked")) {
        throw new IOException("on purpose");
      }
      if (text.equals("error")) {
        throw new AssertionError("on purpose");
      }
      if (text.equals("boom")) {
        throw new Boom(text);
      }
      return text;
    }
  }

  @ServerEndpoint("/boom")
  public static class FailsClose {
    @OnError
    public void failed(Session session, Throwable failure) {
      Journal.failure("failed open=" + session.isOpen(), failure);
      Journal.add("closed after all");
    }

    @OnClose
    public void close() {
      Journal.add("closing");
      throw new Boom("close");
    }
  }

  @ServerEndpoint("/boom")
  public static class FailsError {
    @OnMessage
    public String take(String text) {
      if (text.equals("boom")) {
        throw new Boom(text);
      }
      return text;
    }

    @OnError
    public void failed(Throwable failure) {
      Journal.failure("failed", failure);
      throw new Boom("error");
    }

    @OnClose
    public void close() {
      Journal.add("closed");
    }
  }

  @ServerEndpoint("/boom")
  public static class HasNoError {
    @OnMessage
    public String take(String text) {
      if (text.equals("boom")) {
        throw new Boom(text);
      }
      return text;
    }

    @OnClose
    public void close(Session session, CloseReason reason) {
      Journal.add("closed " + reason.getCloseCode() + " open=" + session.isOpen());
    }
  }

  @ServerEndpoint("/made")
  public static class CannotBeMade extends Base implements Scenario.NoClose {
    public CannotBeMade() {
      throw new Boom("constructor");
    }

    @OnOpen
    public void open() {
      Journal.add("never");
    }
  }

  @ServerEndpoint("/close")
  public static class Closes extends Base {
    @OnMessage
    public void take(String text, Session session) throws IOException {
      switch (text) {
        case "plain" -> session.close();
        case "app" -> session.close(new CloseReason(() -> 4001, "own reason"));
        case "policy" -> session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, ""));
        case "twice" -> {
          session.close();
          session.close();
          Journal.add("open " + session.isOpen());
          try {
            session.close(new CloseReason(CloseCodes.GOING_AWAY, ""));
          } catch (IllegalStateException e) {
            Journal.failure("close", e);
          }
        }
        case "and send" -> {
          session.close();
          try {
            session.getBasicRemote().sendText("too late");
          } catch (IllegalStateException e) {
            Journal.failure("send", e);
          }
          try {
            session.getAsyncRemote();
          } catch (IllegalStateException e) {
            Journal.failure("async", e);
          }
        }
        default -> Journal.add(text);
      }
    }
  }

  @ServerEndpoint("/close")
  public static class SendsThenCloses extends Base {
    @OnMessage
    public void take(String text, Session session) throws IOException {
      for (int i = 0; i < 50; i++) {
        session.getAsyncRemote().sendText("n" + i);
      }
      session.close(new CloseReason(CloseCodes.GOING_AWAY, "done"));
    }
  }

  @ServerEndpoint("/close")
  public static class ClosesAtOnce extends Base {
    @OnOpen
    public void open(Session session) throws IOException {
      session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "full"));
    }
  }

  @ServerEndpoint("/close")
  public static class ReturnsAfterClose extends Base {
    @OnMessage
    public String take(String text, Session session) throws IOException {
      session.close();
      return "too late";
    }
  }

  @ServerEndpoint("/after/{x}")
  public static class SeesSessionInClose {
    @OnOpen
    public void open(Session session) {
      session.getUserProperties().put("kept", "yes");
    }

    @OnClose
    public void close(CloseReason reason, Session session, @PathParam("x") int x) {
      Journal.add("open=" + session.isOpen() + " x=" + x);
      Journal.add("kept " + session.getUserProperties().get("kept"));
      Journal.add("sessions " + session.getOpenSessions().size());
      try {
        session.getBasicRemote();
      } catch (IllegalStateException e) {
        Journal.failure("basic", e);
      }
      try {
        session.addMessageHandler(String.class, text -> {});
      } catch (IllegalStateException e) {
        Journal.failure("handler", e);
      }
      Journal.add("closed " + reason.getCloseCode().getCode());
    }
  }

  @ServerEndpoint("/p/{name}/{number}")
  public static class Paths extends Base {
    @OnOpen
    public void open(
        @PathParam("name") String name,
        @PathParam("number") long number,
        @PathParam("number") Integer boxed,
        @PathParam("nothing") String missing,
        Session session) {
      Journal.add("open " + name + " " + number + " " + boxed + " " + missing);
    }

    @OnMessage
    public String take(
        @PathParam("number") short number, String text, @PathParam("name") String n) {
      return n + " " + number + " " + text;
    }

    @OnClose
    @Override
    public void closed(CloseReason reason) {
      super.closed(reason);
    }
  }

  @ServerEndpoint("/p/{number}")
  public static class BadPath extends Base {
    @OnOpen
    public void open(@PathParam("number") int number) {
      Journal.add("open " + number);
    }

    @OnMessage
    public String take(String text, @PathParam("number") boolean flag) {
      return text + " " + flag;
    }
  }

  @ServerEndpoint("/p/{number}")
  public static class BadPathInMessage extends Base {
    @OnMessage
    public String take(String text, @PathParam("number") int number) {
      return text + " " + number;
    }
  }

  @ServerEndpoint("/u/{user}")
  public static class Query extends Base {
    @OnOpen
    public void open(
        @PathParam("role") String role, @PathParam("user") String user, Session session) {
      Journal.add("user " + user + " role " + role);
      Journal.add("path " + new TreeMap<>(session.getPathParameters()));
      Journal.add("query " + session.getQueryString());
      Journal.add("parameter " + session.getRequestParameterMap().get("role"));
    }
  }

  @ServerEndpoint("/u/{user}")
  public static class BoxedUnknown extends Base {
    @OnOpen
    public void open(@PathParam("other") Integer other) {
      Journal.add("other " + other);
    }
  }

  @ServerEndpoint("/session/{a}")
  public static class Sessions extends Base {
    @OnOpen
    public void open(Session session) {
      Journal.add("open " + session.isOpen() + " " + session.isSecure());
      Journal.add("version " + session.getProtocolVersion());
      Journal.add("id " + !session.getId().isEmpty());
      Journal.add("uri " + session.getRequestURI().getRawPath());
      Journal.add("path " + session.getPathParameters());
      Journal.add("principal " + session.getUserPrincipal());
      Journal.add("extensions " + session.getNegotiatedExtensions());
      Journal.add("idle " + session.getMaxIdleTimeout());
      Journal.add("self " + session.getOpenSessions().contains(session));
      Journal.add("count " + session.getOpenSessions().size());
      Journal.add("container " + (session.getContainer() != null));
      session.setMaxIdleTimeout(60_000);
      session.setMaxTextMessageBufferSize(1_000);
      session.setMaxBinaryMessageBufferSize(2_000);
      Journal.add(
          session.getMaxIdleTimeout()
              + " "
              + session.getMaxTextMessageBufferSize()
              + " "
              + session.getMaxBinaryMessageBufferSize());
    }

    @OnMessage
    public String take(String text, Session session) {
      return text;
    }
  }

  @ServerEndpoint("/handlers")
  public static class AddsHandlers extends Base {
    @OnOpen
    public void open(Session session) {
      session.addMessageHandler(
          String.class,
          (MessageHandler.Whole<String>) text -> session.getAsyncRemote().sendText("h " + text));
      MessageHandler.Partial<byte[]> parts =
          new MessageHandler.Partial<>() {
            @Override
            public void onMessage(byte[] part, boolean last) {
              Journal.add("part " + part.length + " " + last);
              session.getAsyncRemote().sendText("part");
            }
          };
      session.addMessageHandler(parts);
      try {
        session.addMessageHandler(java.io.Reader.class, reader -> {});
      } catch (IllegalStateException e) {
        Journal.failure("reader", e);
      }
      session.removeMessageHandler(parts);
      session.addMessageHandler(parts);
    }
  }

  @ServerEndpoint("/handlers")
  public static class AddsHandlerForTaken extends Base {
    @OnOpen
    public void open(Session session) {
      try {
        session.addMessageHandler(
            Integer.class, (MessageHandler.Whole<Integer>) number -> Journal.add("never"));
      } catch (IllegalStateException e) {
        Journal.failure("taken", e);
      }
      session.addMessageHandler(
          java.nio.ByteBuffer.class,
          (MessageHandler.Whole<java.nio.ByteBuffer>)
              bytes -> session.getAsyncRemote().sendText("binary " + bytes.remaining()));
    }

    @OnMessage
    public String take(String text) {
      return text;
    }
  }

  @ServerEndpoint("/handlers")
  public static class HandlerFails extends Base {
    @OnOpen
    public void open(Session session) {
      session.addMessageHandler(
          String.class,
          (MessageHandler.Whole<String>)
              text -> {
                if (text.equals("boom")) {
                  throw new Boom(text);
                }
                session.getAsyncRemote().sendText(text);
              });
    }
  }

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.of(
            "open, message, close",
            Whole.class,
            "/life",
            p -> {
              p.await(1);
              p.text("a");
              p.await(2);
            }),
        Scenario.of("@OnOpen fails", FailsOpen.class, "/boom", p -> one(p, "still here")),
        Scenario.of(
            "@OnMessage fails",
            FailsMessage.class,
            "/boom",
            p -> {
              p.text("boom");
              p.text("checked");
              p.text("error");
              p.text("fine");
              p.await(1);
            }),
        Scenario.of("@OnClose fails", FailsClose.class, "/boom", p -> {}),
        Scenario.of(
            "@OnError fails",
            FailsError.class,
            "/boom",
            p -> {
              p.text("boom");
              p.text("fine");
              p.await(1);
            }),
        Scenario.of(
            "no @OnError",
            HasNoError.class,
            "/boom",
            p -> {
              p.text("boom");
              p.text("fine");
              p.await(1);
            }),
        Scenario.of("constructor fails", CannotBeMade.class, "/made", p -> p.await(1))
            .differs(
                "the client is told the reason",
                List.of(),
                List.of("close:1011:the endpoint cannot be made")),
        Scenario.of("close()", Closes.class, "/close", p -> one(p, "plain")),
        Scenario.of("close with an own code", Closes.class, "/close", p -> one(p, "app")),
        Scenario.of("close with 1008", Closes.class, "/close", p -> one(p, "policy")),
        Scenario.of(
                "close twice",
                Closes.class,
                "/close",
                p -> {
                  one(p, "twice");
                  Journal.await(3); // stock Tyrus goes on after @OnClose
                })
            .differs(
                SERIAL,
                List.of("open false", "close IllegalStateException", "closed 1000"),
                List.of("close:1000:")),
        Scenario.of(
                "send after close",
                Closes.class,
                "/close",
                p -> {
                  one(p, "and send");
                  Journal.await(3); // stock Tyrus goes on after @OnClose
                })
            .differs(
                SERIAL,
                List.of("send IllegalStateException", "async IllegalStateException", "closed 1000"),
                List.of("close:1000:")),
        Scenario.of(
            "what was sent before close arrives",
            SendsThenCloses.class,
            "/close",
            p -> {
              p.text("go");
              p.await(51);
            }),
        Scenario.of("close in @OnOpen", ClosesAtOnce.class, "/close", p -> p.await(1)),
        Scenario.of(
                "value after close",
                ReturnsAfterClose.class,
                "/close",
                p -> {
                  one(p, "x");
                  Journal.await(2); // stock Tyrus goes on after @OnClose
                })
            .differs(
                SERIAL,
                List.of("failed IllegalStateException", "closed 1000"),
                List.of("close:1000:")),
        Scenario.of("client closes with 1000", Closes.class, "/close", p -> p.close(1000, "")),
        Scenario.of("client closes with 3001", Closes.class, "/close", p -> p.close(3001, "a")),
        Scenario.of("client closes with 4999", Closes.class, "/close", p -> p.close(4999, "b")),
        Scenario.of("client vanishes", Closes.class, "/close", Peer::abort),
        Scenario.of(
            "the session in @OnClose",
            SeesSessionInClose.class,
            "/after/7",
            p -> p.close(1000, "")),
        Scenario.of("path variables", Paths.class, "/p/al/42", p -> one(p, "t")),
        Scenario.of("encoded path variable", Paths.class, "/p/a%20%C3%A4%2Bb/1", p -> one(p, "t")),
        Scenario.of("encoded slash", Paths.class, "/p/a%2Fb/1", p -> one(p, "t")),
        Scenario.of(
            "path variable in @OnOpen is no number", BadPath.class, "/p/x", p -> one(p, "t")),
        Scenario.of(
            "path variable in @OnMessage is no number",
            BadPathInMessage.class,
            "/p/x",
            p -> {
              p.text("t");
              Journal.await(1);
            }),
        Scenario.of("query parameters", Query.class, "/u/alice?role=admin&a=b", p -> {})
            .differs(
                "query parameters are no path variables",
                List.of(
                    "user alice role null",
                    "path {user=alice}",
                    "query role=admin&a=b",
                    "parameter [admin]",
                    "closed 1000"),
                List.of("close:1000:bye")),
        Scenario.of("query with the variable's name", Query.class, "/u/alice?user=eve", p -> {}),
        Scenario.of("boxed variable that is not there", BoxedUnknown.class, "/u/a", p -> {})
            .differs(
                "null, as the Javadoc of @PathParam has it",
                List.of("other null", "closed 1000"),
                List.of("close:1000:bye")),
        Scenario.of("the session's facts", Sessions.class, "/session/b", p -> one(p, "t")),
        Scenario.of(
            "handlers added by code",
            AddsHandlers.class,
            "/handlers",
            p -> {
              p.text("t");
              p.binary(new byte[3]);
              p.await(2);
            }),
        Scenario.of(
            "handler for a kind that is taken",
            AddsHandlerForTaken.class,
            "/handlers",
            p -> {
              p.text("t");
              p.binary(new byte[3]);
              p.await(2);
            }),
        Scenario.of(
            "handler that fails",
            HandlerFails.class,
            "/handlers",
            p -> {
              p.text("boom");
              p.text("fine");
              p.await(1);
            }));
  }

  private static void one(Peer p, String text) {
    p.text(text);
    p.await(1);
  }
}
