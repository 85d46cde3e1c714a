package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.JdkClient;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Received;
import io.fairlead.contract.client.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Everything that an endpoint sends arrives, in order. */
abstract class SendingGroup extends Group {

  private static final int THREADS = 8;
  private static final int MESSAGES = 200;
  private static final int LISTENERS = 50;
  private static final int BURST = 500;

  SendingGroup(Supplier<Site> site) {
    super(site);
  }

  @Test
  @DisplayName("8 threads send 200 messages each, by all remotes and with pings: none is lost")
  void storm() throws Exception {
    int[] next = new int[THREADS];
    int pings = 0;
    try (RawClient client = site().open("/sending")) {
      client.send("storm " + THREADS + " " + MESSAGES);
      for (Received frame = client.frame(); ; frame = client.frame()) {
        if (frame.opcode() == 9) {
          client.send(Frames.frame(0x8A, frame.payload()));
          pings++;
          continue;
        }
        assertThat(frame.opcode()).as("a whole text message, not %s", frame).isEqualTo(1);
        assertThat(frame.last()).isTrue();
        if (frame.text().equals("done")) {
          break;
        }
        String[] words = frame.text().split(":");
        int sender = Integer.parseInt(words[0]);
        assertThat(words[1]).as("message of sender %d", sender).isEqualTo("" + next[sender]++);
      }
    }
    assertThat(next).containsOnly(MESSAGES);
    assertThat(pings).isPositive();
    assertThat(site().events("storm failed")).isEmpty();
  }

  @Test
  @DisplayName("a broadcast reaches 50 sessions, each message once and in order")
  void broadcast() throws Exception {
    String room = "/broadcast/" + Site.tag("room");
    List<JdkClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < LISTENERS; i++) {
        clients.add(
            JdkClient.connect(site().server().base(), room + "?id=" + room, Tokens.of("u" + i)));
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> site().events("open " + room).size() == LISTENERS);
      for (int m = 0; m < 5; m++) {
        clients.get(m).send("all " + m);
        for (JdkClient client : clients) {
          assertThat(client.next()).isEqualTo("all " + m);
        }
      }
    } finally {
      clients.forEach(JdkClient::close);
    }
  }

  @Test
  @DisplayName("close right after sends: all arrive before the close frame")
  void closeAfterSends() throws Exception {
    try (RawClient client = site().open("/sending")) {
      client.send("burst " + BURST + " 4001 that was all");
      for (int i = 0; i < BURST; i++) {
        assertThat(client.text()).isEqualTo("burst " + i);
      }
      Received close = client.message();
      assertThat(close.closeCode()).isEqualTo(4001);
      assertThat(close.closeReason()).isEqualTo("that was all");
    }
  }

  @Test
  @DisplayName("sends from @OnOpen arrive first")
  void sendsFromOpen() throws Exception {
    try (RawClient client = site().open("/sending?id=" + Site.tag("greet"))) {
      client.send("complete 1");
      assertThat(client.text()).isEqualTo("hello");
      assertThat(client.text()).isEqualTo("again");
      assertThat(client.text()).isEqualTo("future 0");
    }
  }

  @Test
  @DisplayName("sends with a Future or a SendHandler complete")
  void completions() throws Exception {
    int count = 50;
    try (RawClient client = site().open("/sending")) {
      client.send("complete " + count);
      for (int i = 0; i < count; i++) {
        assertThat(client.text()).isEqualTo("future " + i);
        assertThat(client.message().payload()).containsExactly((byte) i);
      }
      assertThat(client.text()).isEqualTo("completed " + 2 * count);
    }
  }
}
