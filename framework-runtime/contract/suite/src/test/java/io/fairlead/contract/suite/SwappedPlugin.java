package io.fairlead.contract.suite;

import io.fairlead.testkit.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A plugin in versions: a handler, an endpoint that counts, and a route that revokes. */
final class SwappedPlugin {

  private static final String PLUGIN =
      """
      package swapped;
      import io.fairlead.api.http.*;
      import io.fairlead.api.plugin.*;
      import java.time.Instant;
      public class SwappedPlugin implements Plugin {
        public void start(PluginContext context) {
          context.contributions().add(InboundHandler.class, (message, chain) ->
              chain.proceed(message.connection().path().endsWith("/swapped/echo")
                  ? message.withText(message.text() + " VERSION") : message));
          context.contributions().add(HttpRoute.class, new HttpRoute() {
            public String path() { return "/revoke"; }
            public HttpReply handle(HttpRequest request) {
              int closed = context.revocations().revokeSubject(
                  request.queryParameter("name").orElseThrow(), Instant.now().plusSeconds(60));
              return HttpReply.text(200, "closed " + closed);
            }
          });
        }
      }
      """;

  private static final String ENDPOINT =
      """
      package swapped;
      import io.fairlead.api.Handover;
      import jakarta.websocket.*;
      import jakarta.websocket.server.*;
      import java.util.Map;
      @ServerEndpoint("/swapped/{what}")
      public class SwappedEndpoint implements Handover {
        private int count;
        private int opened;
        @OnOpen public void open() { opened++; }
        @OnMessage public String answer(String message) {
          return message + " by VERSION, number " + (++count) + ", opened " + opened;
        }
        @Override public Map<String, Object> handOver(Session session) {
          return Map.of("count", count);
        }
        @Override public void takeOver(Session session, Map<String, Object> state) {
          count = (Integer) state.get("count");
        }
      }
      """;

  private SwappedPlugin() {}

  /** Puts a version into a directory, over the one that may be there, at one stroke. */
  static void drop(int version, Path directory) throws IOException {
    byte[] jar =
        PluginJar.named("swapped.jar")
            .id("swapped")
            .version(version + ".0")
            .api("[0.1,1)")
            .source(PLUGIN.replace("VERSION", String.valueOf(version)))
            .source(ENDPOINT.replace("VERSION", String.valueOf(version)))
            .service("swapped.SwappedPlugin")
            .bytes();
    Path file = Files.createTempFile(directory, ".swapped", ".tmp");
    Files.write(file, jar);
    Files.move(
        file,
        directory.resolve("swapped.jar"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
