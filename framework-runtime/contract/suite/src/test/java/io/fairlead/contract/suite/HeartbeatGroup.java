package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Received;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who answers pings stays, who does not is dropped, and who says nothing may be closed. */
abstract class HeartbeatGroup extends Group {

  private static final int PING = 9;

  HeartbeatGroup(Supplier<Site> site) {
    super(site);
  }

  /** A client whose endpoint has done what it was told. */
  private RawClient told(String tag, String command) throws IOException {
    RawClient client = site().open("/beating?id=" + tag);
    assertThat(client.send(command).text()).isEqualTo("done");
    return client;
  }

  /** The next ping, which is answered. */
  private static String ping(RawClient client) throws IOException {
    Received frame = client.frame();
    while (frame.opcode() != PING) {
      frame = client.frame();
    }
    client.send(Frames.frame(0x8A, frame.payload()));
    return frame.text();
  }

  private String trip(RawClient client) throws IOException {
    return client.send("trip").text();
  }

  @Test
  @DisplayName("a client that answers pings stays, and round trips are measured")
  void answers() throws Exception {
    try (RawClient client = told(Site.tag("answers"), "beat 200 20000")) {
      Set<String> pings = new HashSet<>();
      for (int i = 0; i < 6; i++) {
        assertThat(pings.add(ping(client))).as("each ping is another").isTrue();
      }
      String trip = trip(client);
      while (trip.equals("none")) { // the server told of each pong before it told of the ping's end
        ping(client);
        trip = trip(client);
      }
      assertThat(trip).isEqualTo("measured");
      client.shake(1000, "");
    }
  }

  @Test
  @DisplayName("a client that does not answer is dropped: @OnClose once, with 1006 and the cause")
  void silent() throws Exception {
    try (RawClient living = told(Site.tag("living"), "beat 200 20000")) {
      ping(living); // shows the runtime that this server lets it see pongs
      while (trip(living).equals("none")) {
        ping(living);
      }
      String tag = Site.tag("silent");
      RawClient silent = told(tag, "beat 200 1000");
      assertThat(site().closed(tag)).isEqualTo("1006 no pong within 1000 ms");
      silent.close();
    }
  }

  @Test
  @DisplayName("@OnMessage sees the pongs of its own pings, and none of the heartbeat's")
  void pongs() throws Exception {
    String tag = Site.tag("pongs");
    try (RawClient client = told(tag, "beat 200 20000")) {
      ping(client);
      client.send("ping mine");
      while (!ping(client).equals("mine")) {}
      ping(client);
      site().awaitEvent("pong " + tag);
      client.shake(1000, "");
    }
    site().closed(tag);
    assertThat(site().events("pong " + tag)).containsExactly("pong " + tag + " mine");
  }

  @Test
  @DisplayName("setMaxIdleTimeout: without messages 1001, and pongs are none")
  void idle() throws Exception {
    String tag = Site.tag("idle");
    try (RawClient client = told(tag, "beat 200 20000")) {
      assertThat(client.send("idle 1000").text()).isEqualTo("done");
      Received close = client.message();
      assertThat(close.closeCode()).isEqualTo(1001);
      assertThat(close.closeReason()).isEqualTo("idle for 1000 ms");
      client.send(Frames.close(1001, ""));
    }
    assertThat(site().closed(tag)).isEqualTo("1001 idle for 1000 ms");
  }
}
