package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Received;
import io.fairlead.contract.client.Tokens;
import java.nio.file.Files;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What changes under open connections: plugins, tokens, who may stay. */
abstract class LiveGroup extends Group {

  LiveGroup(Supplier<Site> site) {
    super(site);
  }

  /** Asks until the answer has such words; returns it. */
  private static String until(RawClient client, String words) throws Exception {
    String answer = client.send("x").text();
    while (!answer.contains(words)) { // the group's timeout ends this
      Thread.sleep(50);
      answer = client.send("x").text();
    }
    return answer;
  }

  @Test
  @DisplayName(
      "a plugin's jar changes: its handler and its endpoint do so at once, no close, no open")
  void swapped() throws Exception {
    try (RawClient client = site().open("/swapped/echo")) {
      assertThat(client.send("a").text()).isEqualTo("a 1 by 1, number 1, opened 1");
      SwappedPlugin.drop(2, site().plugins());
      String first = until(client, " 2 by");
      assertThat(first).startsWith("x 2 by 2, number ").endsWith("opened 0");
      SwappedPlugin.drop(1, site().plugins());
      assertThat(until(client, " 1 by")).startsWith("x 1 by 1, number ").endsWith("opened 0");
      client.shake(1000, "");
    }
  }

  @Test
  @DisplayName(
      "a plugin's jar goes: 1001 for those at its endpoint, others stay; it may come again")
  void gone() throws Exception {
    try (RawClient there = site().open("/swapped/echo");
        RawClient other = site().open("/echo")) {
      assertThat(there.send("a").text()).contains("a 1 by 1");
      Files.delete(site().plugins().resolve("swapped.jar"));
      Received close = there.message();
      assertThat(close.closeCode()).isEqualTo(1001);
      assertThat(close.closeReason()).isEqualTo("the endpoint was removed");
      there.send(Frames.close(1001, ""));
      assertThat(other.send("still here").text()).isEqualTo("still here");
      SwappedPlugin.drop(1, site().plugins());
      while (site().handshake("/swapped/echo").status() != 401) { // the group's timeout ends this
        Thread.sleep(50);
      }
      other.shake(1000, "");
    }
    assertThat(site().exchange("/swapped/echo", Frames.text("b"))).contains("b 1 by 1");
  }

  @Test
  @DisplayName("a token ends: 4401, although nothing is sent")
  void expired() throws Exception {
    String tag = Site.tag("expired");
    try (RawClient client = site().open("/echo?id=" + tag, Tokens.endingIn(Site.tag("short"), 2))) {
      Received close = client.message();
      assertThat(close.closeCode()).isEqualTo(4401);
      client.send(Frames.close(4401, ""));
    }
    assertThat(site().closed(tag)).startsWith("4401");
  }

  @Test
  @DisplayName("a new token by POST keeps a connection open beyond the end of the first")
  void refreshed() throws Exception {
    String name = Site.tag("refreshed");
    try (RawClient client = site().open("/echo", Tokens.endingIn(name, 4));
        RawClient witness = site().open("/echo", Tokens.endingIn(Site.tag("witness"), 4))) {
      assertThat(site().post("/fairlead/refresh", Site.bearer(Tokens.of(name))).status())
          .isEqualTo(204);
      assertThat(site().post("/fairlead/refresh", Site.bearer(Tokens.forged(name))).status())
          .isEqualTo(401);
      assertThat(witness.message().closeCode()).isEqualTo(4401);
      assertThat(client.send("still here").text()).isEqualTo("still here");
      client.shake(1000, "");
    }
  }

  @Test
  @DisplayName("a user is revoked: 4403 at once, and no way back with the same token")
  void revoked() throws Exception {
    String name = Site.tag("revoked");
    String token = Tokens.of(name);
    String tag = Site.tag("out");
    try (RawClient client = site().open("/echo?id=" + tag, token);
        RawClient other = site().open("/echo")) {
      client.send("x").text();
      assertThat(site().get("/revoke?name=" + name).body()).isEqualTo("closed 1");
      assertThat(client.message().closeCode()).isEqualTo(4403);
      client.send(Frames.close(4403, ""));
      assertThat(other.send("still here").text()).isEqualTo("still here");
      other.shake(1000, "");
    }
    assertThat(site().closed(tag)).startsWith("4403");
    assertThat(site().handshake("/echo", Site.bearer(token)).status()).isEqualTo(403);
  }

  @Test
  @DisplayName("tasks of a connection are interrupted at its end, and know it before")
  void tasks() throws Exception {
    String tag = Site.tag("tasks");
    try (RawClient client = site().open("/tasked?id=" + tag)) {
      assertThat(client.send("two").text()).isEqualTo("[one, two]");
      client.send("wait");
      site().awaitEvent("task waits " + tag);
      client.shake(1000, "");
    }
    site().awaitEvent("task interrupted " + tag);
  }
}
