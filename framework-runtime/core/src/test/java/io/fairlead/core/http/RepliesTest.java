package io.fairlead.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.http.HttpReply;
import io.fairlead.core.admission.AdmissionResult.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepliesTest {

  private static String body(HttpReply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  @Test
  void refusalKeepsStatusHeadersAndBody() {
    HttpReply reply =
        Replies.of(
            new Refused(
                401, Map.of("WWW-Authenticate", "Bearer", "content-type", "text/x"), "{\"é\":1}"));
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.headers())
        .containsEntry("WWW-Authenticate", "Bearer")
        .containsEntry("Content-Type", "application/problem+json")
        .doesNotContainKey("content-type");
    assertThat(body(reply)).isEqualTo("{\"é\":1}");
  }

  @Test
  void problemIsADocumentWithStatusTitleAndDetail() {
    HttpReply reply = Replies.badRequest("The \"path\" is wrong.");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.headers()).containsEntry("Content-Type", "application/problem+json");
    assertThat(body(reply))
        .contains("\"status\":400", "\"title\":\"Bad request\"", "The \\\"path\\\" is wrong.");
  }

  @Test
  void unavailableSaysWhenToComeAgain() {
    HttpReply reply = Replies.unavailable("Not now.");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsEntry("Retry-After", "5");
  }

  @Test
  void otherMethodIsToldTheAllowedOnes() {
    HttpReply reply = Replies.methodNotAllowed(List.of("GET", "HEAD"));
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.headers()).containsEntry("Allow", "GET, HEAD");
  }

  @Test
  void failureTellsNothingFromInside() {
    assertThat(Replies.failed().status()).isEqualTo(500);
    assertThat(body(Replies.failed())).contains("The server failed to answer.");
  }
}
