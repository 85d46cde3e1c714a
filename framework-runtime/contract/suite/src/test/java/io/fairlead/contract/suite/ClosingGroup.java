package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Received;
import io.fairlead.contract.report.Differs;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How connections end, and that the endpoint is told once. */
abstract class ClosingGroup extends Group {

  ClosingGroup(Supplier<Site> site) {
    super(site);
  }

  /** One that the endpoint has been told of. */
  private RawClient opened(String tag) throws IOException {
    RawClient client = site().open("/echo?id=" + tag);
    site().awaitEvent("open " + tag);
    return client;
  }

  private void closedByServer(String command, int code, String reason) throws IOException {
    String tag = Site.tag("closing");
    try (RawClient client = site().open("/closing?id=" + tag)) {
      Received close = client.send(command).message();
      assertThat(close.closeCode()).isEqualTo(code);
      assertThat(close.closeReason()).isEqualTo(reason);
      client.send(Frames.close(code, ""));
    }
    assertThat(site().closed(tag)).isEqualTo((code + " " + reason).strip());
  }

  @Test
  @DisplayName("Session.close(): 1000")
  void plain() throws Exception {
    closedByServer("plain", 1000, "");
  }

  @Test
  @DisplayName("Session.close(reason): code and reason arrive (1000, 1001, 1008, 1011, 1013)")
  void registered() throws Exception {
    closedByServer("1000 done", 1000, "done");
    closedByServer("1001 away", 1001, "away");
    closedByServer("1008 policy", 1008, "policy");
    closedByServer("1011 trouble", 1011, "trouble");
    closedByServer("1013 later", 1013, "later");
  }

  @Test
  @DisplayName("Session.close(reason): an application's own codes arrive (3000, 4000, 4999)")
  void own() throws Exception {
    closedByServer("3000 library", 3000, "library");
    closedByServer("4000 grün", 4000, "grün");
    closedByServer("4999 last", 4999, "last");
  }

  private void closedByClient(int code, String reason) throws IOException {
    String tag = Site.tag("closed");
    try (RawClient client = opened(tag)) {
      assertThat(client.shake(code, reason).closeCode()).isEqualTo(code);
    }
    assertThat(site().closed(tag)).isEqualTo((code + " " + reason).strip());
  }

  @Test
  @DisplayName("the client's close is echoed, and @OnClose has its code and reason")
  void byClient() throws Exception {
    closedByClient(1000, "");
    closedByClient(1000, "bye");
    closedByClient(1001, "away");
    closedByClient(3001, "library");
    closedByClient(4321, "own");
  }

  @Test
  @DisplayName("a close without a code: 1005 for @OnClose")
  @Differs(server = "tomcat", why = Why.NO_CODE)
  @Differs(server = "tomcat-weld", why = Why.NO_CODE)
  @Differs(server = "tomee", why = Why.NO_CODE)
  @Differs(server = "wildfly", why = Why.NO_CODE)
  @Differs(server = "openliberty", why = Why.NO_CODE)
  @Differs(server = "glassfish7", why = Why.NO_CODE)
  @Differs(server = "glassfish8", why = Why.NO_CODE)
  @Differs(server = "payara", why = Why.NO_CODE)
  void withoutCode() throws Exception {
    String tag = Site.tag("closed");
    try (RawClient client = opened(tag)) {
      client.send(Frames.frame(0x88, new byte[0]));
      assertThat(client.message().isClose()).isTrue();
    }
    assertThat(site().closed(tag)).startsWith("1005");
  }

  @Test
  @DisplayName("a reset connection: @OnClose once, with 1006")
  @Differs(server = "glassfish7", why = Why.RESET_UNNOTICED, always = false)
  @Differs(server = "glassfish8", why = Why.RESET_UNNOTICED, always = false)
  @Differs(server = "payara", why = Why.RESET_UNNOTICED, always = false)
  @Differs(server = "openliberty", why = Why.LIBERTY_1011)
  void reset() throws Exception {
    String tag = Site.tag("reset");
    RawClient client = opened(tag);
    client.send("in flight");
    client.reset();
    assertThat(site().closed(tag)).startsWith("1006");
  }

  @Test
  @DisplayName("a connection that ends without a close frame: @OnClose once, with 1006")
  @Differs(server = "openliberty", why = Why.LIBERTY_1011)
  void vanished() throws Exception {
    String tag = Site.tag("vanished");
    opened(tag).close();
    assertThat(site().closed(tag)).startsWith("1006");
  }

  @Test
  @DisplayName(
      "a client that leaves right after the upgrade: @OnOpen and @OnClose both, or neither")
  @Differs(server = "glassfish7", why = Why.RESET_UNNOTICED, always = false)
  @Differs(server = "glassfish8", why = Why.RESET_UNNOTICED, always = false)
  @Differs(server = "payara", why = Why.RESET_UNNOTICED, always = false)
  void leavesAtOnce() throws Exception {
    String tag = Site.tag("hasty");
    for (int i = 0; i < 40; i++) {
      RawClient client = site().open("/echo?id=" + tag + i + ".");
      if (i % 2 == 0) {
        client.shake(1000, "");
      } else {
        client.reset();
      }
    }
    site().settle();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(tags("close " + tag)).isEqualTo(tags("open " + tag)));
    assertThat(site().events("close " + tag)).hasSameSizeAs(tags("close " + tag));
  }

  private Set<String> tags(String start) {
    return site().events(start).stream()
        .map(line -> line.split(" ", 3)[1])
        .collect(Collectors.toSet());
  }

  private void violation(int code, byte[] bytes) throws IOException {
    String tag = Site.tag("violation");
    try (RawClient client = site().open("/echo?id=" + tag)) {
      assertThat(client.send("before").text()).isEqualTo("before");
      client.send(Frames.join(bytes, Frames.text("behind")));
      assertThat(client.message().closeCode()).isEqualTo(code);
    }
    assertThat(site().closed(tag)).startsWith("" + code);
    assertThat(site().events("message " + tag)).as("nothing behind it is seen").hasSize(1);
  }

  @Test
  @DisplayName("text that is not UTF-8: 1007")
  @Differs(server = "wildfly", why = Why.UNDERTOW_1006)
  void notUtf8() throws Exception {
    violation(1007, Frames.frame(0x81, new byte[] {(byte) 0xC0, (byte) 0xAF}));
  }

  @Test
  @DisplayName("a control frame that is too long: 1002")
  @Differs(server = "wildfly", why = Why.UNDERTOW_1006)
  void longControl() throws Exception {
    violation(1002, Frames.frame(0x89, new byte[126]));
  }

  @Test
  @DisplayName("a control frame in fragments: 1002")
  @Differs(server = "wildfly", why = Why.UNDERTOW_1006)
  void fragmentedControl() throws Exception {
    violation(1002, Frames.frame(0x09, new byte[1]));
  }

  @Test
  @DisplayName("a reserved bit or opcode: 1002")
  @Differs(server = "wildfly", why = Why.UNDERTOW_1006)
  void reserved() throws Exception {
    violation(1002, Frames.frame(0xC1, new byte[1]));
    violation(1002, Frames.frame(0x83, new byte[1]));
  }

  @Test
  @DisplayName("a continuation of nothing: 1002")
  @Differs(server = "wildfly", why = Why.UNDERTOW_1006)
  void continuation() throws Exception {
    violation(1002, Frames.frame(0x80, new byte[1]));
  }

  @Test
  @DisplayName("a frame that is not masked: 1002")
  @Differs(server = "wildfly", why = Why.UNDERTOW_1006)
  @Differs(server = "glassfish7", why = Why.UNMASKED)
  @Differs(server = "glassfish8", why = Why.UNMASKED)
  @Differs(server = "payara", why = Why.UNMASKED)
  void unmasked() throws Exception {
    violation(1002, new byte[] {(byte) 0x81, 2, 'h', 'i'});
  }

  @Test
  @DisplayName("a close code that must not be sent: 1002")
  void closeCode() throws Exception {
    violation(1002, Frames.close(1005, ""));
  }

  @Test
  @DisplayName("what came before the client's close is answered before the close is")
  @Differs(server = "tomcat", why = Why.OWN_CLOSE)
  @Differs(server = "tomcat-weld", why = Why.OWN_CLOSE)
  @Differs(server = "tomee", why = Why.OWN_CLOSE)
  @Differs(server = "jetty-ee10", why = Why.OWN_CLOSE)
  @Differs(server = "jetty-ee11", why = Why.OWN_CLOSE)
  @Differs(server = "wildfly", why = Why.OWN_CLOSE)
  @Differs(server = "openliberty", why = Why.OWN_CLOSE)
  @Differs(server = "glassfish7", why = Why.OWN_CLOSE)
  @Differs(server = "glassfish8", why = Why.OWN_CLOSE)
  @Differs(server = "payara", why = Why.OWN_CLOSE)
  void answersFirst() throws Exception {
    try (RawClient client = site().open("/echo?id=" + Site.tag("hasty"))) {
      byte[][] all = new byte[1_000][];
      for (int i = 0; i < all.length; i++) {
        all[i] = Frames.text("m" + i);
      }
      client.send(Frames.join(Frames.join(all), Frames.close(1000, "")));
      for (int i = 0; i < all.length; i++) {
        assertThat(client.text()).isEqualTo("m" + i);
      }
      assertThat(client.message().closeCode()).isEqualTo(1000);
    }
  }
}
