package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.core.admission.AdmissionResult.Refused;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {

  static JsonNode json(Refused refused) throws Exception {
    return new ObjectMapper().readTree(refused.body());
  }

  @Test
  void makesAProblemDocument() throws Exception {
    Refused refused =
        Problem.refused(429, "Slow down", "Try \"later\".", Map.of("Retry-After", "1"));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers())
        .containsEntry("Content-Type", "application/problem+json")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("Retry-After", "1")
        .doesNotContainKey("WWW-Authenticate");
    assertThat(json(refused).get("type").asText()).isEqualTo("about:blank");
    assertThat(json(refused).get("title").asText()).isEqualTo("Slow down");
    assertThat(json(refused).get("status").asInt()).isEqualTo(429);
    assertThat(json(refused).get("detail").asText()).isEqualTo("Try \"later\".");
  }

  @Test
  void challengesWithEvery401() {
    assertThat(Problem.refused(401, "No.").headers())
        .containsEntry("WWW-Authenticate", "Bearer realm=\"fairlead\"");
    assertThat(Problem.refused(401, "No.", Map.of("www-authenticate", "Basic")).headers())
        .containsEntry("WWW-Authenticate", "Basic");
  }

  @Test
  void namesTheRequestInDocumentAndHeader() throws Exception {
    Refused refused = Problem.identified(Problem.refused(403, "No."), "r\"1/\\");
    assertThat(json(refused).get("requestId").asText()).isEqualTo("r\"1/\\");
    assertThat(json(refused).get("instance").asText())
        .isEqualTo("urn:fairlead:request:r%221%2F%5C");
    assertThat(refused.headers()).containsEntry("X-Request-Id", "r\"1/\\");
    assertThat(json(refused).get("title").asText()).isEqualTo("Forbidden");
  }

  @Test
  void leavesABodyAloneThatIsNoDocument() {
    Refused foreign = new Refused(503, Map.of("Content-Type", "text/plain"), "full");
    assertThat(Problem.identified(foreign, "r1").body()).isEqualTo("full");
  }

  @ParameterizedTest
  @CsvSource({
    "X-A, 'a\r\nSet-Cookie: b=c'",
    "'X-A\r\nX-B', a",
    "'', a",
    "X A, a",
    "X-A, ä",
    "X-A, 'a\u0000'"
  })
  void refusesAHeaderThatCouldEndItsLine(String name, String value) {
    assertThatThrownBy(() -> Problem.refused(400, "No.", Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAStatusThatIsNoError() {
    assertThatThrownBy(() -> Problem.refused(200, "Yes."))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Problem.title(499)).isEqualTo("Client Error");
    assertThat(Problem.title(599)).isEqualTo("Server Error");
  }
}
