package io.fairlead.samples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {

  private static String text(String text) throws BadRequestException {
    return Requests.text(Json.createObjectBuilder().add("text", text).build());
  }

  private static void refuses(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BadRequestException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "1",
        "\"say\"",
        "{\"type\":\"say\"} {}",
        "{'type':1}",
        "\0"
      })
  void refusesWhatIsNotOneJsonObject(String message) {
    refuses("bad-json", () -> Requests.parse(message));
  }

  @Test
  void refusesDeeplyNestedJson() {
    refuses("bad-json", () -> Requests.parse("{\"a\":" + "[".repeat(8_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"type\":1}", "{\"type\":null}", "{\"type\":{}}"})
  void refusesMissingType(String message) {
    refuses("bad-json", () -> Requests.type(Requests.parse(message)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t", "\u0000\u0007"})
  void refusesEmptyText(String text) {
    refuses("empty", () -> text(text));
  }

  @Test
  void measuresTextInCharactersAsReadersCountThem() throws BadRequestException {
    String longest = "😀".repeat(Requests.MAX_TEXT);
    assertThat(text(longest)).isEqualTo(longest);
    refuses("too-long", () -> text(longest + "x"));
  }

  @Test
  void keepsLineBreaksAndMarkup() throws BadRequestException {
    assertThat(text(" a\n\tb <script>alert(1)</script> "))
        .isEqualTo("a\n\tb <script>alert(1)</script>");
  }

  @Test
  void replacesHalfCharactersAndDropsControls() throws BadRequestException {
    assertThat(text("a\uD800b\u0000\u009Fc")).isEqualTo("a\uFFFDbc");
  }

  @Property
  void neverThrowsAnythingElse(@ForAll String message) {
    try {
      Requests.text(Requests.parse(message));
    } catch (BadRequestException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property
  void givesTextThatUtf8CanCarry(@ForAll String message) {
    try {
      String fit = text(message);
      assertThat(new String(fit.getBytes(UTF_8), UTF_8)).isEqualTo(fit);
    } catch (BadRequestException e) {
      assertThat(e.code()).isIn("empty", "too-long");
    }
  }
}
