package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.Reader;

/** One endpoint for each form of a text message, numbers apart. */
public final class TakesText {

  private TakesText() {}

  /** Takes {@code String} and answers by the remote. */
  @ServerEndpoint(value = "/take/String", configurator = FairleadConfigurator.class)
  public static class Whole {
    /** Answers what it took. */
    @OnMessage
    public void take(Session session, String text) throws IOException {
      session.getBasicRemote().sendText("String " + text);
    }
  }

  /** Takes a {@code Reader}. */
  @ServerEndpoint(value = "/take/Reader", configurator = FairleadConfigurator.class)
  public static class Stream {
    /** Answers what it took. */
    @OnMessage
    public String take(Reader reader) throws IOException {
      return "Reader " + Coders.all(reader);
    }
  }

  /** Takes parts. */
  @ServerEndpoint(value = "/take/text-parts", configurator = FairleadConfigurator.class)
  public static class Parts {
    private final StringBuilder all = new StringBuilder("parts ");

    /** Answers the whole with its last part. */
    @OnMessage
    public void take(String part, boolean last, Session session) throws IOException {
      all.append(part);
      if (last) {
        session.getBasicRemote().sendText(all.toString());
      }
    }
  }

  /** Takes a decoded object. */
  @ServerEndpoint(
      value = "/take/Decoder.Text",
      decoders = Coders.FromText.class,
      configurator = FairleadConfigurator.class)
  public static class Decoded {
    /** Answers what it took. */
    @OnMessage
    public String take(Word word) {
      return word.value();
    }
  }

  /** Takes an object decoded from a reader. */
  @ServerEndpoint(
      value = "/take/Decoder.TextStream",
      decoders = Coders.FromReader.class,
      configurator = FairleadConfigurator.class)
  public static class DecodedStream extends Decoded {}
}
