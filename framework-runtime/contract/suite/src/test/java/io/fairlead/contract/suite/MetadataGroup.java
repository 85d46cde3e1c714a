package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a session knows about its client is about that client. */
abstract class MetadataGroup extends Group {

  private static final int CLIENTS = 500;

  MetadataGroup(Supplier<Site> site) {
    super(site);
  }

  @Test
  @DisplayName("500 handshakes at once: each session sees its own principal, claims and metadata")
  void concurrentHandshakes() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(site().connect()); // one after the other: small queues of connections suffice
      }
      for (int i = 0; i < CLIENTS; i++) {
        RawClient client = clients.get(i);
        String token = Tokens.of("user" + i, ",\"number\":" + i);
        client.send(
            client.handshake(
                site().path("/who"), Site.bearer(token), "X-Request-Id: request-" + i));
      }
      for (RawClient client : clients) {
        client.upgraded(client.response());
      }
      for (int i = 0; i < CLIENTS; i++) {
        clients.get(i).send("hi" + i);
      }
      for (int i = 0; i < CLIENTS; i++) {
        assertThat(clients.get(i).text())
            .isEqualTo("hi%1$d user%1$d request-%1$d request-%1$d %1$d %1$d user%1$d".formatted(i));
      }
      for (RawClient client : clients) {
        client.shake(1000, "");
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  @DisplayName("a request id is made where the client sends none")
  void requestId() throws Exception {
    String answer;
    try (RawClient client = site().open("/who", Tokens.of("bob", ",\"number\":7"))) {
      answer = client.send("hi").text();
      client.shake(1000, "");
    }
    String[] words = answer.split(" ");
    assertThat(words[2]).isNotEqualTo("null").isEqualTo(words[3]).hasSizeGreaterThan(7);
  }
}
