package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Tokens;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A client that does not read costs a bounded queue, and nobody else anything. */
abstract class QueueGroup extends Group {

  private static final int MOST = 8_192; // of 32 KiB: more than all buffers on the way
  private static final int SIZE = 32 * 1024;
  private static final int RECEIVE_BUFFER = 64 * 1024;

  QueueGroup(Supplier<Site> site) {
    super(site);
  }

  /** What the endpoint saw when it sent more than there was room for. */
  private record Flooded(String status, int accepted, long mostBytes, long bound) {
    static Flooded of(String event) {
      String[] words = event.split(" ");
      return new Flooded(
          words[2], Integer.parseInt(words[3]), Long.parseLong(words[4]), Long.parseLong(words[5]));
    }
  }

  private RawClient slow(String tag) throws IOException {
    return RawClient.connect(site().server().base(), RECEIVE_BUFFER)
        .open(site().path("/flood?id=" + tag), Site.bearer(Tokens.of("slow")))
        .send("flood " + MOST);
  }

  @Test
  @DisplayName("a send beyond the bound is rejected, and the queue never grows over it")
  void rejected() throws Exception {
    String tag = Site.tag("flood");
    RawClient client = slow(tag);
    try {
      Flooded flooded = Flooded.of(site().awaitEvent("flood " + tag));
      assertThat(flooded.status()).isEqualTo("REJECTED");
      assertThat(flooded.mostBytes()).isPositive().isLessThanOrEqualTo(flooded.bound());
      assertThat((long) flooded.accepted() * SIZE)
          .as("bytes taken from the endpoint for a client that reads nothing")
          .isLessThan(flooded.bound() + (64L << 20));
    } finally {
      client.reset();
    }
  }

  @Test
  @DisplayName("the standard asynchronous remote tells of a full queue by an IOException")
  void remoteFails() throws Exception {
    String tag = Site.tag("flood");
    RawClient client = slow(tag);
    try {
      assertThat(site().awaitEvent("remote " + tag)).startsWith("remote " + tag + " IOException ");
    } finally {
      client.reset();
    }
  }

  @Test
  @DisplayName("others are served while clients do not read")
  void othersAreServed() throws Exception {
    RawClient[] slow = new RawClient[8]; // more than a small server has threads for this
    try {
      for (int i = 0; i < slow.length; i++) {
        String tag = Site.tag("slow");
        slow[i] = slow(tag);
        site().awaitEvent("flood " + tag);
      }
      assertThat(site().exchange("/echo", Frames.text("served"))).isEqualTo("served");
    } finally {
      for (RawClient client : slow) {
        if (client != null) {
          client.reset();
        }
      }
    }
  }

  @Test
  @DisplayName("a client that begins to read gets what was queued, in order, and goes on")
  void readingLater() throws Exception {
    String tag = Site.tag("flood");
    try (RawClient client = slow(tag)) {
      int accepted = Flooded.of(site().awaitEvent("flood " + tag)).accepted();
      site().awaitEvent("remote " + tag);
      for (int i = 0; i < accepted; i++) {
        assertThat(client.text()).startsWith(i + ":x").hasSize((i + ":").length() + SIZE);
      }
      String next = client.text();
      while (next.startsWith("rrr")) { // what the other remote could still queue
        next = client.text();
      }
      assertThat(next).isEqualTo("flooded");
      assertThat(client.send("after all").text()).isEqualTo("after all");
    }
  }
}
