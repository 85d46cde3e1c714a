package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.support.Tokens;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A stop with more queued than the kernel takes. */
class DrainIT {

  private static final int CLIENTS = 200;
  private static final int MESSAGES = 120;
  private static final String FILLER = "x".repeat(32 * 1024);

  @ServerEndpoint("/quiet")
  public static class Quiet {
    @OnMessage
    public void take(String message) {}
  }

  @Test
  void deliversTheBacklogOfClientsThatBeginToReadDuringTheStop() throws Exception {
    Fairlead fairlead =
        Fairlead.builder()
            .endpoint(Quiet.class)
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .set("fairlead.drain.deadline", "2m")
            .set("fairlead.limits.memory", "2000000000") // of which the shared messages take little
            .port(0)
            .start();
    List<OutboundMessage> messages = new ArrayList<>(); // shared: the heap holds them once
    for (int i = 0; i < MESSAGES; i++) {
      messages.add(OutboundMessage.text(i + ":" + FILLER));
    }
    ExecutorService readers = Executors.newFixedThreadPool(4);
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            RawClient.connect(fairlead.port())
                .open("/quiet", "Authorization: Bearer " + Tokens.of("user" + i)));
      }
      await().until(() -> fairlead.connections().size() == CLIENTS);
      for (Connection connection : fairlead.connections().all()) {
        messages.forEach(message -> assertThat(connection.send(message).accepted()).isTrue());
      }
      assertThat(fairlead.connections().all())
          .as("something must still be queued, or this shows nothing")
          .anyMatch(connection -> connection.outbound().messages() > 0);

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(fairlead::close);
      List<Future<?>> reads = new ArrayList<>();
      for (RawClient client : clients) {
        reads.add(readers.submit(() -> readAll(client)));
      }

      for (Future<?> read : reads) {
        read.get(100, TimeUnit.SECONDS);
      }
      stopped.get(100, TimeUnit.SECONDS);
    } finally {
      readers.shutdownNow();
      fairlead.close();
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  private static Void readAll(RawClient client) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      String text = client.frame().text();
      assertThat(text)
          .startsWith(i + ":")
          .hasSize(FILLER.length() + String.valueOf(i).length() + 1);
    }
    assertThat(client.frame().closeCode()).isEqualTo(1001);
    client.send(RawClient.close(1001));
    assertThat(over(client)).isTrue();
    return null;
  }

  /** Nothing came behind the close frame; how TCP ends after that is the kernels' business. */
  private static boolean over(RawClient client) throws IOException {
    try {
      return client.ended();
    } catch (SocketException reset) {
      return true;
    }
  }
}
