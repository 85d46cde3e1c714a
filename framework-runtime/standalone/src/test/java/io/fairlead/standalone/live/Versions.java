package io.fairlead.standalone.live;

import io.fairlead.testkit.PluginJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Plugins whose answers tell their version. */
public final class Versions {

  private Versions() {}

  public static PluginJar jar(String id, int version, String source) {
    return PluginJar.named(id + ".jar")
        .id(id)
        .version(version + ".0")
        .api("[0.1,1)")
        .source(source.replace("VERSION", String.valueOf(version)));
  }

  /** Two handlers of one plugin: a message that passes two versions tells so. */
  public static PluginJar tagging(int version) {
    return jar(
            "tagging",
            version,
            """
            package tagging;
            import io.fairlead.api.plugin.*;
            public class Tagging implements Plugin {
              public void start(PluginContext context) {
                InboundHandler tag = (message, chain) ->
                    chain.proceed(message.withText(message.text() + " VERSION"));
                context.contributions().add(InboundHandler.class, tag, -10);
                context.contributions().add(InboundHandler.class, tag, 10);
              }
            }
            """)
        .service("tagging.Tagging");
  }

  /** The same, but it does not start, when it has added something. */
  public static PluginJar failing(int version) {
    return jar(
            "tagging",
            version,
            """
            package tagging;
            import io.fairlead.api.plugin.*;
            public class Tagging implements Plugin {
              public void start(PluginContext context) {
                context.contributions().add(InboundHandler.class, (m, chain) -> chain.consume());
                throw new IllegalStateException("no database");
              }
            }
            """)
        .service("tagging.Tagging");
  }

  /** An endpoint that counts, over versions. */
  public static PluginJar counting(int version) {
    return jar(
        "counting",
        version,
        """
        package counting;
        import io.fairlead.api.Handover;
        import jakarta.websocket.*;
        import jakarta.websocket.server.*;
        import java.util.Map;
        @ServerEndpoint("/counting/{name}")
        public class Counting implements Handover {
          private int count;
          private int opened;
          @OnOpen public void open() { opened++; }
          @OnMessage public String answer(@PathParam("name") String name, String message) {
            return message + " VERSION " + name + " " + (++count) + " " + opened;
          }
          @Override public Map<String, Object> handOver(Session session) {
            return Map.of("count", count);
          }
          @Override public void takeOver(Session session, Map<String, Object> state) {
            count = (Integer) state.get("count");
          }
        }
        """);
  }

  /** Puts a jar where another one may lie, at one stroke. */
  public static void drop(PluginJar jar, Path directory, String fileName) {
    try {
      Path file = Files.createTempFile(directory, ".new", ".tmp");
      Files.write(file, jar.bytes());
      Files.move(
          file,
          directory.resolve(fileName),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
