package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.plugin.InboundHandler;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real jars in one real chain: what one of them does wrong hurts no other. */
final class ContainmentTest {

  @TempDir Path directory;

  @Test
  void aPluginThatThrowsInEveryCallbackHurtsNobodyElse() throws Exception {
    thrower().writeTo(directory);
    Jars.tagging("a-tag").writeTo(directory);
    Jars.tagging("z-tag").writeTo(directory);
    try (PluginHarness harness =
        PluginHarness.ofJars(directory)
            .endpoint(
                (connection, message) -> {
                  if (message.text().endsWith("fail")) {
                    throw new IllegalStateException("endpoint");
                  }
                })
            .start()) {
      assertThat(harness.contributions(InboundHandler.class)).hasSize(7);
      RecordedConnection connection = harness.connect();
      for (int i = 0; i < 50; i++) {
        connection.clientSends("m" + i);
      }
      connection.clientSends("fail").clientSends("after");
      assertThat(connection.endpointTexts())
          .hasSize(52)
          .startsWith("z-tag:a-tag:m0")
          .endsWith("z-tag:a-tag:after");
      assertThat(connection.endpointErrors()).hasSize(1);
      assertThat(connection.closeReason()).isEmpty();
      connection.clientCloses(CloseCodes.NORMAL_CLOSURE);
      assertThat(harness.connections().size()).isZero();
    }
  }

  @Test
  void aPluginThatOverflowsItsStackHurtsNobodyElse() throws Exception {
    Jars.plugin(
            "deep",
            """
            context.contributions().add(
                InboundHandler.class, (message, chain) -> deeper(0));
            """,
            "",
            "static int deeper(int depth) { return deeper(depth + 1) + 1; }")
        .writeTo(directory);
    Jars.tagging("sound").writeTo(directory);
    try (PluginHarness harness = PluginHarness.ofJars(directory).start()) {
      RecordedConnection connection = harness.connect();
      connection.clientSends("one").clientSends("two");
      assertThat(connection.endpointTexts()).isEqualTo(List.of("sound:one", "sound:two"));
    }
  }

  private static PluginJar thrower() {
    return Jars.plugin(
        "m-thrower",
        """
        InboundHandler[] handlers = {
          (message, chain) -> { throw new Exception("checked"); },
          (message, chain) -> { throw new IllegalStateException(); },
          (message, chain) -> { throw new AssertionError("error"); },
          (message, chain) -> { chain.proceed(null); },
          (message, chain) -> { chain.proceed(); chain.proceed(); }
        };
        for (InboundHandler handler : handlers) {
          context.contributions().add(InboundHandler.class, handler);
        }
        context.contributions().add(ConnectionListener.class, new ConnectionListener() {
          @Override public void onOpen(io.fairlead.api.connection.Connection c) {
            throw new NoClassDefFoundError("open");
          }
          @Override public void onClose(
              io.fairlead.api.connection.Connection c, jakarta.websocket.CloseReason r) {
            throw new IllegalStateException("close");
          }
        });
        context.contributions().add(ErrorHandler.class, (failure, error) -> {
          throw new IllegalStateException("error handler");
        });
        context.contributions().add(ErrorHandler.class, (failure, error) -> null);
        context.contributions().add(MetadataContributor.class, (handshake, security) -> {
          return java.util.concurrent.CompletableFuture.completedFuture(java.util.Map.of("m", 1));
        });
        """,
        "throw new IllegalStateException(\"stop\");",
        "");
  }
}
