package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
      String[] words = event.split(" ", 6);
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
  @DisplayName("lanes and keys that only a plugin knows of work for plain sends of an endpoint")
  void lanesOfPlainSends() throws Exception {
    String tag = Site.tag("laned");
    try (RawClient client = laned(tag, "lanes")) {
      int filled = Integer.parseInt(site().awaitEvent("laned " + tag).split(" ", 3)[2]);
      List<String> got = new ArrayList<>();
      while (!got.contains("last")) {
        String text = client.text();
        got.add(text.substring(0, Math.min(text.length(), 10)).replaceFirst(":x+$", ""));
      }
      assertThat(got).hasSize(filled + 3);
      assertThat(got.indexOf("!urgent")).isLessThan(got.indexOf(String.valueOf(filled - 5)));
      assertThat(got.subList(filled + 1, filled + 3)).containsExactly("~price 3", "last");
      got.removeAll(List.of("!urgent", "~price 3", "last"));
      assertThat(got).isEqualTo(IntStream.range(0, filled).mapToObj(String::valueOf).toList());
    }
  }

  @Test
  @DisplayName("policy disconnect closes with 1013, or drops a client that takes nothing")
  void disconnect() throws Exception {
    String tag = Site.tag("laned");
    try (RawClient client = laned(tag, "disconnect")) {
      assertThat(site().awaitEvent("laned " + tag)).matches(".* CLOS(ING|ED) \\d+");
      assertThat(site().closed(tag)).matches("(1013|1006).*");
    }
  }

  private RawClient laned(String tag, String command) throws IOException {
    return RawClient.connect(site().server().base(), RECEIVE_BUFFER)
        .open(site().path("/laned?id=" + tag), Site.bearer(Tokens.of("slow")))
        .send(command);
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
