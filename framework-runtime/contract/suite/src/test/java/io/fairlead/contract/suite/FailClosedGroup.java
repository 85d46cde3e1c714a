package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Received;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No spelling of a path leads past admission. */
abstract class FailClosedGroup extends Group {

  FailClosedGroup(Supplier<Site> site) {
    super(site);
  }

  /** Without a token, whatever the answer: no endpoint is told, and no frame is answered. */
  private void kept(String... targets) throws IOException {
    String tag = Site.tag("trick");
    for (String target : targets) {
      String query = (target.contains("?") ? "&id=" : "?id=") + tag;
      try (RawClient client = site().connect()) {
        client.send(Frames.join(client.handshake(target + query), Frames.text("trick")));
        outcome(client, target);
      }
    }
    site().settle();
    assertThat(site().events("open " + tag)).isEmpty();
    assertThat(site().events("message " + tag)).isEmpty();
    assertThat(site().events("handshake " + tag)).isEmpty();
  }

  private static void outcome(RawClient client, String target) throws IOException {
    int status;
    try {
      status = client.response().status();
    } catch (IOException e) {
      return; // hung up on: nobody was let in
    }
    if (status == 101) {
      Received first = client.message();
      assertThat(first.isClose()).as("%s was upgraded, and answered %s", target, first).isTrue();
    }
  }

  private String base() {
    return site().server().base().getRawPath();
  }

  @Test
  @DisplayName("doubled slashes")
  void slashes() throws Exception {
    kept(base() + "//echo", "/" + base() + "/echo", base() + "///echo", base() + "/echo//");
  }

  @Test
  @DisplayName("dots: /x/../echo, /./echo")
  void dots() throws Exception {
    kept(
        base() + "/x/../echo",
        base() + "/./echo",
        base() + "/echo/.",
        base() + "/echo/x/..",
        "/x/.." + base() + "/echo",
        base() + "/../.." + base() + "/echo");
  }

  @Test
  @DisplayName("encoded dots and slashes")
  void encodedDots() throws Exception {
    kept(
        base() + "/%2e/echo",
        base() + "/x/%2e%2e/echo",
        base() + "/x/.%2E/echo",
        base() + "%2fecho",
        base() + "/%2fecho",
        base() + "/x%2f..%2fecho",
        base() + "/%5cecho",
        base() + "/%252e/echo");
  }

  @Test
  @DisplayName("path parameters: /echo;jsessionid=1")
  void pathParameters() throws Exception {
    kept(
        base() + "/echo;jsessionid=1",
        base() + ";x=y/echo",
        base() + "/;/echo",
        base() + "/x/..;/echo",
        base() + "/echo;",
        base() + "/%3b/echo");
  }

  @Test
  @DisplayName("a trailing slash")
  void trailingSlash() throws Exception {
    kept(base() + "/echo/", base() + "/echo/?x=1", base() + "/who/");
  }

  @Test
  @DisplayName("upper and lower case")
  void letterCase() throws Exception {
    kept(base() + "/ECHO", base() + "/Echo", base().toUpperCase(java.util.Locale.ROOT) + "/echo");
  }

  @Test
  @DisplayName("encoded letters, control characters, bytes that are no UTF-8")
  void encodedLetters() throws Exception {
    kept(
        base() + "/%65cho",
        base() + "/%65%63%68%6f",
        base() + "/echo%00",
        base() + "/echo%20",
        base() + "/echo%0d%0a",
        base() + "/%c0%afecho",
        base() + "/echo%ff",
        base() + "/%zzecho");
  }

  @Test
  @DisplayName("the whole address in the request line, and fragments")
  void absolute() throws Exception {
    String authority = site().server().base().getAuthority();
    kept(
        "http://" + authority + base() + "/echo",
        "http://other.example" + base() + "/echo",
        "ws://" + authority + base() + "/echo",
        base() + "/echo#x",
        base() + "/echo?/../",
        base() + "/echo?token=x&access_token=y");
  }

  @Test
  @DisplayName("an endpoint with an own configurator, and one of a plugin")
  void otherEndpoints() throws Exception {
    kept(
        base() + "/roles",
        base() + "//roles",
        base() + "/x/../roles",
        base() + "/roles;x",
        base() + "/inside-only/bob",
        base() + "//inside-only/bob",
        base() + "/%6fnly/../outside-only/bob");
  }
}
