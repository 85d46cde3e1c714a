package io.fairlead.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Plugin jars for the tests of loading. */
final class Jars {

  private Jars() {}

  /** A sound plugin: it adds one handler that puts its id before each text. */
  static PluginJar tagging(String id) {
    return plugin(
        id,
        """
        context.contributions().add(
            InboundHandler.class,
            (message, chain) -> chain.proceed(message.withText("%s:" + message.text())));
        """
            .formatted(id));
  }

  /** A plugin whose start does that. */
  static PluginJar plugin(String id, String start) {
    return plugin(id, start, "", "");
  }

  /** A plugin whose start and stop do that, with more members. */
  static PluginJar plugin(String id, String start, String stop, String members) {
    String in = packageOf(id);
    return PluginJar.named(id + ".jar")
        .id(id)
        .version("1.2.3")
        .api("[0.1,1)")
        .service(in + ".Entry")
        .source(
            """
            package %s;
            import io.fairlead.api.plugin.*;
            public class Entry implements Plugin {
              @Override public void start(PluginContext context) throws Exception { %s }
              @Override public void stop() throws Exception { %s }
              %s
            }
            """
                .formatted(in, start, stop, members));
  }

  /** A jar with an endpoint and nothing else. */
  static PluginJar endpointOnly(String id, String path) {
    return PluginJar.named(id + ".jar")
        .id(id)
        .version("2.0")
        .api("[0.1,1)")
        .source(
            """
            package %s;
            import jakarta.websocket.*;
            import jakarta.websocket.server.*;
            @ServerEndpoint("%s")
            public class Echo {
              @OnMessage public String echo(String text) { return text; }
            }
            """
                .formatted(packageOf(id), path));
  }

  static String packageOf(String id) {
    return "p_" + id.replace('-', '_');
  }

  /** One entry of a jar. */
  static byte[] entry(byte[] jar, String path) {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().equals(path)) {
          return in.readAllBytes();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalArgumentException("no " + path);
  }
}
