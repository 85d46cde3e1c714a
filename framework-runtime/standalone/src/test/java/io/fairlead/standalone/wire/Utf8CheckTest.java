package io.fairlead.standalone.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Utf8CheckTest {

  @Test
  void takesEveryCharacterThereIs() {
    Utf8Check check = new Utf8Check();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
        assertThat(check.accept(bytes, 0, bytes.length) && check.complete()).as("U+%X", c).isTrue();
      }
    }
  }

  @Test
  void judgesAllSequencesOfThreeBytesLikeTheJdk() {
    byte[] bytes = new byte[3];
    for (int i = 0; i < 1 << 24; i += 7) { // not every one: 7 and 2^24 have no common divisor
      bytes[0] = (byte) (i >>> 16);
      bytes[1] = (byte) (i >>> 8);
      bytes[2] = (byte) i;
      if (ours(bytes, 3) != jdk(bytes)) {
        assertThat(ours(bytes, 3)).as("%06X", i).isEqualTo(jdk(bytes));
      }
    }
  }

  @Property(tries = 2_000, seed = "20261125")
  void judgesRandomBytesLikeTheJdkHoweverTheyAreChopped(
      @ForAll @Size(max = 40) byte[] bytes, @ForAll @IntRange(min = 1, max = 9) int chop) {
    assertThat(ours(bytes, chop)).isEqualTo(jdk(bytes));
  }

  @Property(tries = 2_000, seed = "20261125")
  void judgesDamagedTextLikeTheJdk(@ForAll String text, @ForAll long seed) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(seed);
    if (bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    assertThat(ours(bytes, 1 + random.nextInt(12))).isEqualTo(jdk(bytes));
  }

  private static boolean ours(byte[] bytes, int chop) {
    Utf8Check check = new Utf8Check();
    for (int from = 0; from < bytes.length; from += chop) {
      if (!check.accept(bytes, from, Math.min(bytes.length, from + chop))) {
        return false;
      }
    }
    return check.complete();
  }

  private static final CharsetDecoder JDK =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private static final CharBuffer OUT = CharBuffer.allocate(100_000);

  private static boolean jdk(byte[] bytes) {
    JDK.reset();
    OUT.clear();
    return !JDK.decode(ByteBuffer.wrap(bytes), OUT, true).isError();
  }
}
