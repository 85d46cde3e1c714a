package io.fairlead.contract.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnMessage;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** One endpoint for each form of a binary message, and one that takes all kinds. */
public final class TakesBinary {

  private TakesBinary() {}

  /** Takes a {@code ByteBuffer}. */
  @ServerEndpoint(value = "/take/ByteBuffer", configurator = FairleadConfigurator.class)
  public static class Buffer {
    /** Answers what it took. */
    @OnMessage
    public String take(ByteBuffer bytes) {
      return "ByteBuffer " + UTF_8.decode(bytes);
    }
  }

  /** Takes {@code byte[]}. */
  @ServerEndpoint(value = "/take/bytes", configurator = FairleadConfigurator.class)
  public static class Bytes {
    /** Answers what it took. */
    @OnMessage
    public String take(byte[] bytes) {
      return "byte[] " + new String(bytes, UTF_8);
    }
  }

  /** Takes an {@code InputStream}. */
  @ServerEndpoint(value = "/take/InputStream", configurator = FairleadConfigurator.class)
  public static class Stream {
    /** Answers what it took. */
    @OnMessage
    public String take(InputStream stream) throws IOException {
      return "InputStream " + new String(stream.readAllBytes(), UTF_8);
    }
  }

  /** Takes parts. */
  @ServerEndpoint(value = "/take/binary-parts", configurator = FairleadConfigurator.class)
  public static class Parts {
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();

    /** Answers the whole with its last part. */
    @OnMessage
    public void take(byte[] part, boolean last, Session session) throws IOException {
      all.writeBytes(part);
      if (last) {
        session.getBasicRemote().sendText("parts " + all.toString(UTF_8));
      }
    }
  }

  /** Takes a decoded object. */
  @ServerEndpoint(
      value = "/take/Decoder.Binary",
      decoders = Coders.FromBytes.class,
      configurator = FairleadConfigurator.class)
  public static class Decoded {
    /** Answers what it took. */
    @OnMessage
    public String take(Word word) {
      return word.value();
    }
  }

  /** Takes an object decoded from a stream. */
  @ServerEndpoint(
      value = "/take/Decoder.BinaryStream",
      decoders = Coders.FromStream.class,
      configurator = FairleadConfigurator.class)
  public static class DecodedStream extends Decoded {}

  /** Text, binary and pong in one class, with every other parameter. */
  @ServerEndpoint(value = "/take/all/{room}", configurator = FairleadConfigurator.class)
  public static class All {
    /** Takes text. */
    @OnMessage
    public String text(@PathParam("room") String room, String text, EndpointConfig config) {
      return "text " + text + " in " + room + " at " + ((ServerEndpointConfig) config).getPath();
    }

    /** Takes bytes. */
    @OnMessage
    public void bytes(Session session, byte[] bytes, @PathParam("room") String room)
        throws IOException {
      session.getBasicRemote().sendText("bytes " + bytes.length + " in " + room);
    }

    /** Takes pongs. */
    @OnMessage
    public void pong(PongMessage pong, Session session, @PathParam("room") String room)
        throws IOException {
      String data = UTF_8.decode(pong.getApplicationData()).toString();
      session.getBasicRemote().sendText("pong " + data + " in " + room);
    }
  }
}
