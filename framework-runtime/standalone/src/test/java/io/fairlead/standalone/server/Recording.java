package io.fairlead.standalone.server;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** A programmatic echo endpoint that writes down all that happens to it. */
public final class Recording {

  final Queue<String> events = new ConcurrentLinkedQueue<>();
  final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  final List<CloseReason> closed = new CopyOnWriteArrayList<>();
  final List<Throwable> errors = new CopyOnWriteArrayList<>();
  volatile BiConsumer<Session, String> onText = Recording::echo;
  volatile BiConsumer<HandshakeRequest, HandshakeResponse> onHandshake = (request, response) -> {};

  volatile Predicate<String> checksOrigin = origin -> true;

  static void echo(Session session, String text) {
    try {
      session.getBasicRemote().sendText(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  ServerEndpointConfig at(String path) {
    Recording self = this;
    ServerEndpointConfig.Configurator configurator =
        new ServerEndpointConfig.Configurator() {
          @Override
          public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new Echo(self));
          }

          @Override
          public boolean checkOrigin(String origin) {
            return checksOrigin.test(origin);
          }

          @Override
          public void modifyHandshake(
              ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            onHandshake.accept(request, response);
          }
        };
    return ServerEndpointConfig.Builder.create(Echo.class, path)
        .subprotocols(List.of("chat", "v2.chat"))
        .configurator(configurator)
        .build();
  }

  /** The endpoint. */
  public static final class Echo extends Endpoint {
    private final Recording recording;

    Echo(Recording recording) {
      this.recording = recording;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      recording.sessions.add(session);
      recording.events.add("open " + session.getPathParameters());
      session.addMessageHandler(
          String.class,
          (MessageHandler.Whole<String>)
              text -> {
                recording.events.add("text " + (text.length() > 40 ? text.length() : text));
                recording.onText.accept(session, text);
              });
      session.addMessageHandler(
          ByteBuffer.class,
          (MessageHandler.Whole<ByteBuffer>)
              bytes -> {
                try {
                  session.getBasicRemote().sendBinary(bytes);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
      recording.sessions.remove(session);
      recording.closed.add(reason);
      recording.events.add("close " + reason.getCloseCode().getCode());
    }

    @Override
    public void onError(Session session, Throwable error) {
      recording.errors.add(error);
    }
  }
}
