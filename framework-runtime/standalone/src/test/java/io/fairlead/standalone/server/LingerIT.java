package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many writes the kernel sees, with and without a linger. */
@Timeout(120)
class LingerIT {

  private static final int MESSAGES = 10_000;
  private static final Path KERNEL_COUNTS = Path.of("/proc/self/io");

  /** Answers with many small messages, one after the other, a moment apart. */
  @ServerEndpoint("/trickle")
  public static class Trickle {
    @OnMessage
    public void trickle(Session session, String text) {
      for (int i = 0; i < MESSAGES; i++) {
        session.getAsyncRemote().sendText("m" + i);
        LockSupport.parkNanos(20_000);
      }
    }
  }

  @Test
  void oneWriteForManyMessages() throws Exception {
    assumeTrue(Files.isReadable(KERNEL_COUNTS), "only Linux counts writes");
    long alone = writes("0s");
    long lingering = writes("50ms");
    assertThat(alone).isGreaterThan(MESSAGES / 4); // else there is nothing to be saved
    assertThat(lingering).isLessThanOrEqualTo(alone / 20);
  }

  private static long writes(String batchInterval) throws Exception {
    try (Fairlead server =
        Fairlead.builder()
            .endpoint(Trickle.class)
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .set("fairlead.server.transport", "nio") // what the kernel counts by this figure
            .set("fairlead.outbound.batch-interval", batchInterval)
            .port(0)
            .start()) {
      try (Client client = Client.connect(server.uri(), "/trickle", Tokens.of("alice"))) {
        long before = kernelWrites();
        client.send("go");
        for (int i = 0; i < MESSAGES; i++) {
          assertThat(client.next()).isEqualTo("m" + i);
        }
        return kernelWrites() - before;
      }
    }
  }

  private static long kernelWrites() throws IOException {
    return Files.readAllLines(KERNEL_COUNTS).stream()
        .filter(line -> line.startsWith("syscw:"))
        .mapToLong(line -> Long.parseLong(line.substring("syscw:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }
}
