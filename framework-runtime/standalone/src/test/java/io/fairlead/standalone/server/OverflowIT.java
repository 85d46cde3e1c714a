package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.Pressure;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.standalone.Fairlead;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client that is too slow gets to see, and what plugins hear of it. */
@Timeout(120)
class OverflowIT {

  private static final List<Pressure> PRESSURES = new CopyOnWriteArrayList<>();
  private static final List<Integer> ENDS = new CopyOnWriteArrayList<>();

  private Fairlead fairlead;

  /** Sends "COUNT SIZE" messages by the policy of the connection, as fast as it can. */
  @ServerEndpoint("/burst/{policy}")
  public static class Burst {
    @OnMessage
    public void take(String order, Session session) throws InterruptedException {
      Connection connection = Connection.of(session);
      connection.outbound().overflow(Overflow.valueOf(connection.pathParameters().get("policy")));
      if (order.equals("disconnect")) {
        Thread.sleep(1_500); // for so long the client has taken nothing
        connection.outbound().overflow(Overflow.DISCONNECT);
        connection.send(OutboundMessage.text("x".repeat(20_000)));
        return;
      }
      String[] words = order.split(" ", -1);
      int count = Integer.parseInt(words[0]);
      String filler = "x".repeat(Integer.parseInt(words[1]));
      int accepted = 0;
      for (int i = 0; i < count; i++) {
        SendOutcome outcome = connection.send(OutboundMessage.text(i + ":" + filler));
        accepted += outcome.accepted() ? 1 : 0;
      }
      SendOutcome last = connection.send(OutboundMessage.text("accepted " + accepted));
      assertThat(last.status()).isNotNull();
    }

    @OnClose
    public void close(CloseReason reason) {
      ENDS.add(reason.getCloseCode().getCode());
    }
  }

  @BeforeEach
  void start() throws Exception {
    PRESSURES.clear();
    ENDS.clear();
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void onPressure(Connection connection, Pressure pressure) {
            PRESSURES.add(pressure);
          }
        };
    fairlead =
        Fairlead.builder()
            .endpoint(Burst.class)
            .contribute(ConnectionListener.class, listener, 0)
            .set("fairlead.auth.mode", "none")
            .set("fairlead.outbound.max-messages", "50")
            .set("fairlead.outbound.close-timeout", "3s")
            .port(0)
            .start();
  }

  @AfterEach
  void stop() {
    fairlead.close();
  }

  private RawClient client(String policy) throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(64 * 1024);
    socket.connect(new InetSocketAddress("127.0.0.1", fairlead.port()));
    return new RawClient(socket).open("/burst/" + policy);
  }

  @Test
  void disconnectSays1013ToAClientThatReads() throws Exception {
    try (RawClient client = client("DISCONNECT")) {
      client.send(RawClient.text("100000 1000"));
      int expected = 0;
      RawClient.Received frame = client.frame();
      while (frame.opcode() == 1) { // what was in flight still comes, in order
        assertThat(frame.text()).startsWith(expected++ + ":");
        frame = client.frame();
      }
      assertThat(frame.opcode()).isEqualTo(8);
      assertThat(frame.closeCode()).isEqualTo(1013);
      client.send(RawClient.close(1013));
    }
    await().until(() -> ENDS.equals(List.of(1013)));
    assertThat(fairlead.connections().lost().get("default").get(LossReason.CLOSED))
        .isGreaterThan(50L);
  }

  @Test
  void disconnectDropsAClientThatDoesNotRead() throws Exception {
    try (RawClient client = client("REJECT")) {
      client.send(RawClient.text("100000 20000")); // fills the kernel's buffers, and the queue
      client.send(RawClient.text("disconnect"));
      await().until(() -> fairlead.connections().size() == 0);
      assertThat(ENDS).containsExactly(1006);
      assertThat(fairlead.connections().lost().get("default").get(LossReason.CLOSED)).isPositive();
    }
  }

  @Test
  void dropOldestLeavesTheNewestInOrder() throws Exception {
    try (RawClient client = client("DROP_OLDEST")) {
      client.send(RawClient.text("5000 20000"));
      List<String> got = new ArrayList<>();
      while (got.isEmpty() || !got.get(got.size() - 1).equals("accepted 5000")) {
        got.add(client.frame().text().replaceFirst(":x+$", ""));
      }
      assertThat(got).contains("4999").hasSizeLessThan(5001);
      List<Integer> numbers =
          got.subList(0, got.size() - 1).stream().map(Integer::parseInt).toList();
      assertThat(numbers).isSorted().doesNotHaveDuplicates();
      long dropped = fairlead.connections().lost().get("default").get(LossReason.DROPPED);
      assertThat(numbers.size() + dropped).isEqualTo(5000);
    }
  }

  @Test
  void blockDeliversEverything() throws Exception {
    try (RawClient client = client("BLOCK")) {
      client.send(RawClient.text("2000 20000"));
      for (int i = 0; i < 2000; i++) {
        assertThat(client.frame().text()).startsWith(i + ":x");
      }
      assertThat(client.frame().text()).isEqualTo("accepted 2000");
      assertThat(fairlead.connections().lost()).isEmpty();
    }
  }

  @Test
  void pluginsHearOfPressureAndOfItsEnd() throws Exception {
    try (RawClient client = client("REJECT")) {
      client.send(RawClient.text("2000 20000"));
      await().until(() -> PRESSURES.contains(Pressure.FULL));
      String text = client.frame().text();
      await() // a frame a look
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                if (!PRESSURES.get(PRESSURES.size() - 1).equals(Pressure.NONE)) {
                  client.frame();
                }
                return PRESSURES.get(PRESSURES.size() - 1).equals(Pressure.NONE);
              });
      assertThat(text).startsWith("0:x");
    }
  }
}
