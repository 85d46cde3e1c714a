package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.JdkClient;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Response;
import io.fairlead.contract.client.Tokens;
import io.fairlead.contract.report.Differs;
import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is let in, and what the others are told. */
abstract class AdmissionGroup extends Group {

  AdmissionGroup(Supplier<Site> site) {
    super(site);
  }

  /** Sends a handshake that must be refused, and sees that no endpoint was told. */
  private Response refused(int status, String... headers) throws IOException {
    String tag = Site.tag("refused");
    Response response = site().handshake("/echo?id=" + tag, headers);
    assertThat(response.status()).as("status of %s", response).isEqualTo(status);
    assertThat(response.header("Sec-WebSocket-Accept")).isEmpty();
    site().settle();
    assertThat(site().events("open " + tag)).isEmpty();
    return response;
  }

  private void badToken(String token) throws IOException {
    Response response = refused(403, Site.bearer(token));
    assertThat(response.body()).contains("\"status\":403").doesNotContain(token);
  }

  @Test
  @DisplayName("no token: 401 with WWW-Authenticate")
  void noToken() throws Exception {
    assertThat(refused(401).header("WWW-Authenticate")).startsWith("Bearer realm=\"fairlead\"");
  }

  @Test
  @DisplayName("a refusal has a body of type application/problem+json")
  @Differs(server = "glassfish7", why = Why.NO_CONTENT_TYPE)
  @Differs(server = "glassfish8", why = Why.NO_CONTENT_TYPE)
  @Differs(server = "payara", why = Why.NO_CONTENT_TYPE)
  void problemBody() throws Exception {
    Response response = refused(401, "X-Request-Id: refused-request");
    assertThat(response.header("Content-Type")).startsWith("application/problem+json");
    assertThat(response.header("X-Request-Id")).isEqualTo("refused-request");
    assertThat(response.body())
        .contains("\"status\":401", "\"title\":", "\"requestId\":\"refused-request\"");
  }

  @Test
  @DisplayName("a forged token: 403")
  void forged() throws Exception {
    badToken(Tokens.forged("alice"));
  }

  @Test
  @DisplayName("an expired token: 403")
  void expired() throws Exception {
    badToken(Tokens.expired("alice"));
  }

  @Test
  @DisplayName("a token with algorithm none: 403")
  void unsigned() throws Exception {
    badToken(Tokens.unsigned("alice"));
  }

  @Test
  @DisplayName("a token with an algorithm that is not allowed: 403")
  void wrongAlgorithm() throws Exception {
    badToken(Tokens.ofOtherAlgorithm("alice"));
  }

  @Test
  @DisplayName("a good token in the Authorization header is let in")
  void goodToken() throws Exception {
    try (JdkClient client = JdkClient.connect(site().server().base(), "/echo", Tokens.of("a"))) {
      client.send("hello");
      assertThat(client.next()).isEqualTo("hello");
    }
  }

  @Test
  @DisplayName(
      "a good token in the subprotocol pair is let in; the answer is bearer, never the token")
  void bearerSubprotocol() throws Exception {
    String token = Tokens.of("alice");
    try (RawClient client = site().connect()) {
      client.send(
          client.handshake(site().path("/echo"), "Sec-WebSocket-Protocol: bearer, " + token));
      Response response = client.response();
      assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo("bearer");
      assertThat(response.headers().toString()).doesNotContain(token);
      assertThat(client.upgraded(response).send("hello").text()).isEqualTo("hello");
    }
  }

  @Test
  @DisplayName("a bad token in the subprotocol pair: 403")
  void badBearerSubprotocol() throws Exception {
    String token = Tokens.forged("alice");
    Response response = refused(403, "Sec-WebSocket-Protocol: bearer, " + token);
    assertThat(response.headers().toString()).doesNotContain(token);
  }

  @Test
  @DisplayName("a page of a foreign origin: 403")
  void foreignOrigin() throws Exception {
    refused(403, Site.bearer(Tokens.of("alice")), "Origin: https://evil.example");
  }

  @Test
  @DisplayName("a page of the same origin is let in")
  void sameOrigin() throws Exception {
    URI base = site().server().base();
    Response response =
        site()
            .handshake(
                "/echo", Site.bearer(Tokens.of("alice")), "Origin: http://" + base.getAuthority());
    assertThat(response.status()).isEqualTo(101);
  }

  @Test
  @DisplayName("a path without an endpoint: 404")
  void unknownPath() throws Exception {
    Response response = site().handshake("/nothing-here", Site.bearer(Tokens.of("alice")));
    assertThat(response.status()).isEqualTo(404);
  }

  @Test
  @DisplayName("POST to an endpoint is never upgraded: 4xx")
  void post() throws Exception {
    try (RawClient client = site().connect()) {
      String bearer = Site.bearer(Tokens.of("alice"));
      client.send(client.request("POST", site().path("/echo"), "13", bearer));
      assertThat(client.response().status()).isBetween(400, 499);
    }
  }

  private Response otherVersion() throws IOException {
    try (RawClient client = site().connect()) {
      String bearer = Site.bearer(Tokens.of("alice"));
      client.send(client.request("GET", site().path("/echo"), "8", bearer));
      return client.response();
    }
  }

  @Test
  @DisplayName("another version of the protocol is never upgraded: 4xx")
  void version() throws Exception {
    assertThat(otherVersion().status()).isBetween(400, 499);
  }

  @Test
  @DisplayName("another version of the protocol: 426, and which one it may be")
  void versionIsTold() throws Exception {
    Response response = otherVersion();
    assertThat(response.status()).isEqualTo(426);
    assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
  }

  @Test
  @DisplayName("frames in the same packet as a refused handshake are never seen")
  void framesOfRefused() throws Exception {
    String tag = Site.tag("packet");
    String target = site().path("/echo?id=" + tag);
    try (RawClient client = site().connect()) {
      client.send(Frames.join(client.handshake(target), Frames.text("a"), Frames.text("b")));
      assertThat(client.response().status()).isEqualTo(401);
    }
    site().settle();
    assertThat(site().events("open " + tag)).isEmpty();
    assertThat(site().events("message " + tag)).isEmpty();
  }

  @Test
  @DisplayName("refused handshakes leave no session: many at once, and none is opened")
  void manyRefused() throws Exception {
    String tag = Site.tag("many");
    for (int i = 0; i < 50; i++) {
      String token = i % 2 == 0 ? Tokens.forged("a" + i) : Tokens.expired("a" + i);
      String query = "?id=" + tag + i;
      assertThat(site().handshake("/echo" + query, Site.bearer(token)).status()).isEqualTo(403);
    }
    site().settle();
    assertThat(site().events("open " + tag)).isEmpty();
    assertThat(site().exchange("/ask", Frames.text("open " + tag))).isEmpty();
  }
}
