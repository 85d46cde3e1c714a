package io.fairlead.standalone;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.file.Path;

/** The ten lines of the README. */
public final class EmbeddingExample {

  @ServerEndpoint("/upper")
  public static class Upper {
    @OnMessage
    public String upper(String message) {
      return message.toUpperCase(java.util.Locale.ROOT);
    }
  }

  private EmbeddingExample() {}

  static Fairlead start(Path plugins, String secret) throws Exception {
    // snippet: embedding
    Fairlead fairlead =
        Fairlead.builder()
            .endpoint(Upper.class)
            .plugins(plugins)
            .set("fairlead.auth.jwt.secret", secret)
            .port(0)
            .start();
    // end
    return fairlead;
  }
}
