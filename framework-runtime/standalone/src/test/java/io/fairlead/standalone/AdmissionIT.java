package io.fairlead.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.core.admission.jwt.JwtIssuer;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.standalone.support.Tokens;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.server.ServerEndpoint;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statuses of admission on the wire, by a raw socket. */
class AdmissionIT {

  private static final AtomicInteger SEEN = new AtomicInteger();
  private static final String AUDIENCE = "chat";

  private static Fairlead fairlead;

  @ServerEndpoint("/seen")
  public static class Seen {
    @OnOpen
    public void open() {
      SEEN.incrementAndGet();
    }

    @OnMessage
    public String echo(String message) {
      SEEN.incrementAndGet();
      return message;
    }
  }

  @BeforeAll
  static void start() throws Exception {
    fairlead =
        Fairlead.builder()
            .endpoint(Seen.class)
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .set("fairlead.auth.jwt.audience", AUDIENCE)
            .set("fairlead.auth.jwt.cookie", "session")
            .port(0)
            .start();
  }

  @BeforeEach
  void forget() {
    SEEN.set(0);
  }

  @AfterAll
  static void stop() {
    fairlead.close();
  }

  private static String token(String secret, String audience, Clock clock) {
    return JwtIssuer.from(
            FairleadConfig.of(
                Map.of("fairlead.auth.jwt.secret", secret, "fairlead.auth.jwt.audience", audience)),
            clock)
        .issue("alice", Duration.ofMinutes(5), Map.of());
  }

  private static String good() {
    return token(Tokens.SECRET, AUDIENCE, Clock.systemUTC());
  }

  private static String unsigned() {
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    return url.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + url.encodeToString(
            ("{\"sub\":\"alice\",\"aud\":\"chat\",\"exp\":"
                    + (System.currentTimeMillis() / 1000 + 600)
                    + "}")
                .getBytes(StandardCharsets.UTF_8))
        + ".";
  }

  /** Sends a handshake and, in the same packet, a text frame; reads until the server closes. */
  private static String handshake(String... headers) throws Exception {
    return handshakeAt("/seen", headers);
  }

  private static String handshakeAt(String target, String... headers) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", fairlead.port())) {
      socket.setSoTimeout(30_000);
      StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
      request.append("Host: 127.0.0.1:").append(fairlead.port()).append("\r\n");
      request.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
      request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
      List.of(headers).forEach(header -> request.append(header).append("\r\n"));
      byte[] head = request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
      byte[] frame = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};
      OutputStream out = socket.getOutputStream();
      byte[] both = java.util.Arrays.copyOf(head, head.length + frame.length);
      System.arraycopy(frame, 0, both, head.length, frame.length);
      out.write(both);
      out.flush();
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      for (int b = in.read(); b >= 0; b = in.read()) {
        answer.append((char) b);
        if (answer.indexOf("101 ") == 9 && answer.toString().endsWith("\r\n\r\n\u0081\u0002hi")) {
          break; // admitted, and the frame in the same packet was echoed
        }
      }
      return answer.toString();
    }
  }

  private static void refused(String answer, int status, String... parts) {
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .containsIgnoringCase("content-type: application/problem+json")
        .doesNotContainIgnoringCase("sec-websocket-accept");
    for (String part : parts) {
      assertThat(answer).contains(part);
    }
  }

  @Test
  void tellsWhoIsLetInAndWhoIsNotAndNoRefusedFrameIsSeen() throws Exception {
    String expired =
        token(Tokens.SECRET, AUDIENCE, Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)));
    String forged =
        token("another secret that is long enough for HS256!", AUDIENCE, Clock.systemUTC());
    String elsewhere = token(Tokens.SECRET, "elsewhere", Clock.systemUTC());

    refused(handshake(), 401, "WWW-Authenticate: Bearer");
    for (String bad : List.of(forged, expired, unsigned(), elsewhere, "garbage")) {
      String answer = handshake("Authorization: Bearer " + bad);
      refused(answer, 403);
      assertThat(answer).doesNotContain(bad);
    }
    refused(handshake("Authorization: Bearer " + good(), "Origin: https://evil.example"), 403);
    refused(handshakeAt("/seen?token=" + good() + "&access_token=" + good()), 401);
    assertThat(SEEN).hasValue(0);

    assertThat(handshake("Authorization: Bearer " + good())).startsWith("HTTP/1.1 101 ");
    assertThat(SEEN).hasValue(2);
  }

  @Test
  void takesTheTokenFromCookieAndSubprotocolAndNeverEchoesIt() throws Exception {
    String token = good();
    assertThat(handshake("Cookie: a=b; session=" + token)).startsWith("HTTP/1.1 101 ");

    String answer = handshake("Sec-WebSocket-Protocol: bearer, " + token);
    assertThat(answer)
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("sec-websocket-protocol: bearer\r\n")
        .doesNotContain(token);
  }
}
