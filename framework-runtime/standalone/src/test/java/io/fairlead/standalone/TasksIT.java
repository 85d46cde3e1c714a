package io.fairlead.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.PoolUsage;
import io.fairlead.api.connection.Scope;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tasks of connections, look-ups and limits on a real server. */
class TasksIT {

  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final AtomicInteger INTERRUPTED = new AtomicInteger();

  @ServerEndpoint("/offers/{city}")
  public static class Offers {

    // snippet: tasks
    @OnMessage
    public void search(String query, @PathParam("city") String city) {
      Scope scope = Scope.current();
      scope
          .<String>all(List.of(() -> hotels(city), () -> flights(city)), Duration.ofSeconds(5))
          .completion()
          .whenComplete(
              (offers, failure) ->
                  scope
                      .connection()
                      .send(
                          OutboundMessage.text(
                              failure == null ? String.join(", ", offers) : "no offers")));
    }

    private static String hotels(String city) {
      Duration left = Scope.current().remaining().orElseThrow(); // for the client that asks
      return "hotels in " + city + (left.isZero() ? ", too late" : "");
    }

    // end
    private static String flights(String city) {
      return "flights to " + city;
    }
  }

  @ServerEndpoint("/work")
  public static class Work {
    @OnMessage
    public String work(String text, Session session) {
      Callable<String> sleeps =
          () -> {
            RUNNING.incrementAndGet();
            try {
              Thread.sleep(Duration.ofMinutes(10).toMillis());
              return "never";
            } catch (InterruptedException e) {
              INTERRUPTED.incrementAndGet();
              throw e;
            }
          };
      var one = Connection.of(session).scope().submit(sleeps, Duration.ofMinutes(5));
      var two = Scope.current().submit(sleeps, Duration.ofMinutes(5));
      return one.isDone() || two.isDone() ? "done" : "works";
    }
  }

  private static Fairlead start(String... settings) throws Exception {
    Fairlead.Builder builder =
        Fairlead.builder()
            .endpoint(Offers.class)
            .endpoint(Work.class)
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .set("fairlead.leaks.grace", "200ms")
            .port(0);
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    return builder.start();
  }

  @Test
  void fansOutAndIn() throws Exception {
    try (Fairlead server = start();
        Client client = Client.connect(server.uri(), "/offers/rome", Tokens.of("alice"))) {
      client.send("two nights");
      assertThat(client.next()).isEqualTo("hotels in rome, flights to rome");
    }
  }

  @Test
  void cutConnectionInterruptsItsTasks() throws Exception {
    RUNNING.set(0);
    INTERRUPTED.set(0);
    try (Fairlead server = start()) {
      Socket socket = new Socket("127.0.0.1", server.port());
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET /work HTTP/1.1\r\nHost: 127.0.0.1:"
                  + server.port()
                  + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                  + "Authorization: Bearer "
                  + Tokens.of("alice")
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertThat(in.read()).isEqualTo('H');
      out.write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'g', 'o'});
      await().until(() -> RUNNING.get() == 2);
      Connection connection = server.connections().byPrincipal("alice").iterator().next();
      assertThat(connection.scope().tasks()).isEqualTo(2);

      socket.setSoLinger(true, 0); // no goodbye: the peer sees a reset
      socket.close();

      await().until(() -> INTERRUPTED.get() == 2);
      await().until(() -> connection.scope().tasks() == 0);
      await().until(() -> server.connections().byPrincipal("alice").isEmpty());
    }
  }

  @Test
  void endpointThatIsFullRefusesBeforeTheUpgradeAndTheGaugeTells() throws Exception {
    try (Fairlead server = start("fairlead.limits.connections-per-endpoint", "1")) {
      Client first = Client.connect(server.uri(), "/offers/rome", Tokens.of("alice"));
      assertThatThrownBy(() -> Client.connect(server.uri(), "/offers/r%6Fme", Tokens.of("bob")))
          .hasMessageContaining("503");
      try (Client other = Client.connect(server.uri(), "/work", Tokens.of("carl"))) {
        assertThat(server.connections().usage())
            .containsEntry("endpoint", new PoolUsage(1, 1))
            .containsKeys("connections", "sockets", "memory", "principal", "address");
      }
      first.close();
      await().until(() -> server.connections().usage().get("connections").used() == 0);
      Client.connect(server.uri(), "/offers/oslo", Tokens.of("bob")).close();
    }
  }
}
