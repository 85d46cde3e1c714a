package io.fairlead.plugins.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JsonLinePropertyTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Any text, well formed or not, with more than its share of what needs care. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Character> any = Arbitraries.chars().all();
    Arbitrary<Character> hard =
        Arbitraries.of(
            List.of(
                '"', '\\', '\n', '\r', '\t', '\0', '\u001f', '\u007f', '\u0085', '\u2028', '\u2029',
                '\ud83d', '\ude00', '\udfff', '\ud800', '{', '/', 'é', '\uffff'));
    return Arbitraries.oneOf(any, hard).list().ofMaxSize(60).map(JsonLinePropertyTest::join);
  }

  private static String join(List<Character> characters) {
    StringBuilder text = new StringBuilder();
    characters.forEach(text::append);
    return text.toString();
  }

  @Property(tries = 3000, seed = "4711")
  void anyTextComesBackAsItWasOnOneLine(
      @ForAll("texts") String first, @ForAll("texts") String second, @ForAll long number)
      throws Exception {
    byte[] line = new JsonLine().add("a", first).add("n", number).add("b", second).end();

    String decoded =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString(); // strict
    assertThat(decoded).endsWith("\n");
    assertThat(decoded.substring(0, decoded.length() - 1)).doesNotContain("\n", "\r");
    assertThat(decoded.lines()).hasSize(1);
    JsonNode parsed = JSON.readTree(line);
    assertThat(parsed.size()).isEqualTo(3);
    assertThat(parsed.get("a").textValue()).isEqualTo(first);
    assertThat(parsed.get("b").textValue()).isEqualTo(second);
    assertThat(parsed.get("n").longValue()).isEqualTo(number);
  }

  @Example
  void leavesPlainTextReadable() {
    byte[] line = new JsonLine().add("name", "Zoë 😀").add("size", 3).end();

    assertThat(new String(line, StandardCharsets.UTF_8))
        .isEqualTo("{\"name\":\"Zoë 😀\",\"size\":3}\n");
  }

  @Example
  void emptyObjectIsAnObject() {
    assertThat(new JsonLine().end()).asString(StandardCharsets.UTF_8).isEqualTo("{}\n");
  }
}
