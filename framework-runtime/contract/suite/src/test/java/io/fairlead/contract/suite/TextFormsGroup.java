package io.fairlead.contract.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.report.Differs;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every form in which {@code @OnMessage} can take text. */
abstract class TextFormsGroup extends Group {

  TextFormsGroup(Supplier<Site> site) {
    super(site);
  }

  private void takes(String form, String sent, String seen) throws IOException {
    assertThat(site().exchange("/take/" + form, Frames.text(sent))).isEqualTo(form + " " + seen);
  }

  @Test
  @DisplayName("text as String")
  void string() throws Exception {
    takes("String", "grüße €😀", "grüße €😀");
    takes("String", "", "");
  }

  @Test
  @DisplayName("text as Reader")
  void reader() throws Exception {
    takes("Reader", "grüße", "grüße");
  }

  @Test
  @DisplayName("text as each primitive type")
  void primitives() throws Exception {
    takes("boolean", "TRUE", "true");
    takes("char", "x", "x");
    takes("byte", "127", "127");
    takes("short", "-3", "-3");
    takes("int", "41", "41");
    takes("long", "9000000000", "9000000000");
    takes("float", "1.5", "1.5");
    takes("double", "1e300", "1.0E300");
  }

  @Test
  @DisplayName("text as each boxed type")
  void boxed() throws Exception {
    takes("Boolean", "true", "true");
    takes("Character", "x", "x");
    takes("Byte", "-128", "-128");
    takes("Short", "300", "300");
    takes("Integer", "-1", "-1");
    takes("Long", "-9000000000", "-9000000000");
    takes("Float", "0.25", "0.25");
    takes("Double", "2.5", "2.5");
  }

  @Test
  @DisplayName("text as an object by Decoder.Text and Decoder.TextStream")
  void decoded() throws Exception {
    assertThat(site().exchange("/take/Decoder.Text", Frames.text("a"))).isEqualTo("text a");
    assertThat(site().exchange("/take/Decoder.TextStream", Frames.text("b"))).isEqualTo("reader b");
  }

  @Test
  @DisplayName("text in parts, with the flag for the last one")
  void parts() throws Exception {
    byte[] first = Frames.frame(0x01, "one ".getBytes(UTF_8));
    byte[] second = Frames.frame(0x00, "two ".getBytes(UTF_8));
    byte[] third = Frames.frame(0x80, "three".getBytes(UTF_8));
    assertThat(site().exchange("/take/text-parts", first, second, third))
        .isEqualTo("parts one two three");
  }

  @Test
  @DisplayName("text in fragments as one String, with a ping between them")
  @Differs(server = "openliberty", why = Why.LIBERTY_PING)
  void fragments() throws Exception {
    byte[] first = Frames.frame(0x01, new byte[] {'a', (byte) 0xC3}); // half of an umlaut
    byte[] rest = Frames.frame(0x80, new byte[] {(byte) 0xA4, 'b'});
    assertThat(site().exchange("/take/String", first, Frames.ping("p"), rest))
        .isEqualTo("String aäb");
  }
}
