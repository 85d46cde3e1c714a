package io.fairlead.standalone.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextPartsTest {

  @Property(tries = 1_000, seed = "20261125")
  void partsMakeTheWholeWhereverTheyAreCut(@ForAll String any, @ForAll long seed) {
    byte[] bytes = any.getBytes(StandardCharsets.UTF_8); // with unpaired surrogates replaced
    Random random = new Random(seed);
    TextParts parts = new TextParts();
    StringBuilder text = new StringBuilder();
    int from = 0;
    while (from < bytes.length) {
      int to = from + 1 + random.nextInt(Math.min(5, bytes.length - from));
      String part = parts.take(part(bytes, from, to, false));
      assertThat(part.isEmpty() || !Character.isLowSurrogate(part.charAt(0))).isTrue();
      text.append(part);
      from = to;
    }
    text.append(parts.take(part(bytes, from, from, true)));

    assertThat(text.toString()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void startsAnewWithEachMessage() {
    TextParts parts = new TextParts();
    byte[] euro = "\u20AC".getBytes(StandardCharsets.UTF_8);

    assertThat(parts.take(part(euro, 0, 1, false))).isEmpty();
    assertThat(parts.take(part(euro, 1, 3, true))).isEqualTo("\u20AC");
    assertThat(parts.take(part(euro, 0, 3, true))).isEqualTo("\u20AC");
  }

  private static Frame part(byte[] bytes, int from, int to, boolean last) {
    return new Frame(last ? 0x80 : 0x01, true, Arrays.copyOfRange(bytes, from, to));
  }
}
