package io.fairlead.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.http.HttpReply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeFormTest {

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private final Map<String, List<String>> headers =
      new HashMap<>(
          Map.of(
              "upgrade", List.of("websocket"),
              "connection", List.of("Upgrade"),
              "sec-websocket-version", List.of("13"),
              "sec-websocket-key", List.of(KEY)));

  private HandshakeFormTest with(String header, String... lines) {
    headers.put(header, List.of(lines));
    return this;
  }

  private HandshakeFormTest without(String header) {
    headers.remove(header);
    return this;
  }

  private HttpReply refusal() {
    return HandshakeForm.refusal("GET", "HTTP/1.1", headers);
  }

  private void refusedWith(int status) {
    assertThat(refusal()).extracting(HttpReply::status).isEqualTo(status);
  }

  @Test
  void wellFormedHandshakePasses() {
    assertThat(refusal()).isNull();
    assertThat(with("connection", "keep-alive, UPGRADE").refusal()).isNull();
    assertThat(with("upgrade", "h2c", "WebSocket").refusal()).isNull();
    assertThat(with("content-length", "0").refusal()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"upgrade", "sec-websocket-key", "sec-websocket-version"})
  void isWantedByAnyOfItsMarks(String header) {
    assertThat(HandshakeForm.wanted(Map.of(header, List.of("WebSocket")))).isTrue();
  }

  @Test
  void isNotWantedByAnotherUpgradeOrByAPlainRequest() {
    assertThat(HandshakeForm.wanted(Map.of("upgrade", List.of("h2c")))).isFalse();
    assertThat(HandshakeForm.wanted(Map.of("accept", List.of("text/html")))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/2.0", ""})
  void otherProtocolGets505(String protocol) {
    assertThat(HandshakeForm.refusal("GET", protocol, headers).status()).isEqualTo(505);
  }

  @Test
  void otherMethodGets405WithTheAllowedOne() {
    HttpReply reply = HandshakeForm.refusal("POST", "HTTP/1.1", headers);
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.headers()).containsEntry("Allow", "GET");
  }

  @Test
  void bodyGets400() {
    with("content-length", "1").refusedWith(400);
    with("content-length", "0", "1").refusedWith(400);
    without("content-length").with("transfer-encoding", "chunked").refusedWith(400);
  }

  @Test
  void missingUpgradeGets400() {
    without("upgrade").refusedWith(400);
    with("upgrade", "websocket2").refusedWith(400);
    with("upgrade", "websocket").without("connection").refusedWith(400);
    with("connection", "close").refusedWith(400);
  }

  @Test
  void otherVersionGets426WithOurs() {
    HttpReply reply = with("sec-websocket-version", "8").refusal();
    assertThat(reply.status()).isEqualTo(426);
    assertThat(reply.headers())
        .containsEntry("Sec-WebSocket-Version", "13")
        .containsEntry("Upgrade", "websocket");
  }

  @Test
  void versionThatIsMissingOrStandsTwiceGets400WithOurs() {
    assertThat(without("sec-websocket-version").refusal().headers())
        .containsEntry("Sec-WebSocket-Version", "13");
    refusedWith(400);
    with("sec-websocket-version", "13", "13").refusedWith(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dGhlIHNhbXBsZQ==",
        "dGhlIHNhbXBsZSBub25jZQ",
        "no base64 at all!",
        KEY + "," + KEY
      })
  void keyThatIsNot16BytesGets400(String key) {
    with("sec-websocket-key", key).refusedWith(400);
  }

  @Test
  void keyThatIsMissingOrStandsTwiceGets400() {
    without("sec-websocket-key").refusedWith(400);
    with("sec-websocket-key", KEY, KEY).refusedWith(400);
  }
}
