package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * The forms of the methods for opening, closing and failing: with all parameters, and with none.
 */
public final class Lives {

  private Lives() {}

  /** Thrown on purpose. */
  static final class OnPurpose extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OnPurpose() {
      super("on purpose");
    }
  }

  /** Every parameter that there can be. */
  @ServerEndpoint(value = "/life/full/{tag}", configurator = FairleadConfigurator.class)
  public static class Full {
    /** Opens. */
    @OnOpen
    public void open(EndpointConfig config, @PathParam("tag") String tag, Session session) {
      String path = ((ServerEndpointConfig) config).getPath();
      Events.note("life open " + tag + " " + path + " " + session.isOpen());
    }

    /** Throws, or echoes. */
    @OnMessage
    public String take(String message) {
      if (message.equals("fail")) {
        throw new OnPurpose();
      }
      return message;
    }

    /** Fails. */
    @OnError
    public void failed(@PathParam("tag") String tag, Throwable failure, Session session) {
      String name = failure.getClass().getSimpleName();
      Events.note("life error " + tag + " " + name + " " + session.isOpen());
    }

    /** Closes. */
    @OnClose
    public void close(Session session, @PathParam("tag") String tag, CloseReason reason) {
      int code = reason.getCloseCode().getCode();
      Events.note("life close " + tag + " " + code + " " + session.getId().isEmpty());
    }
  }

  /** No parameter that can be left out. */
  @ServerEndpoint(value = "/life/bare", configurator = FairleadConfigurator.class)
  public static class Bare {
    /** Opens. */
    @OnOpen
    public void open() {
      Events.note("bare open");
    }

    /** Throws, or echoes. */
    @OnMessage
    public String take(String message) {
      if (message.equals("fail")) {
        throw new OnPurpose();
      }
      return message;
    }

    /** Fails. */
    @OnError
    public void failed(Throwable failure) {
      Events.note("bare error " + failure.getMessage());
    }

    /** Closes. */
    @OnClose
    public void close() {
      Events.note("bare close");
    }
  }

  /** Only messages. */
  @ServerEndpoint(value = "/life/silent", configurator = FairleadConfigurator.class)
  public static class Silent {
    /** Throws, or echoes. */
    @OnMessage
    public static String take(String message) {
      if (message.equals("fail")) {
        throw new OnPurpose();
      }
      return message;
    }
  }
}
