package io.fairlead.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionRangeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0.1,1)|0.1|true",
        "[0.1,1)|0.1.0|true",
        "[0.1,1)|0.0.9|false",
        "[0.1,1)|0.99.9|true",
        "[0.1,1)|1|false",
        "[0.1,1)|1.0.0|false",
        "(1,2]|1|false",
        "(1,2]|1.0.1|true",
        "(1,2]|2.0|true",
        "(1,2]|2.0.0.1|false",
        "[1,)|999999999|true",
        "[1,)|0.9|false",
        "(,2]|0|true",
        "(,2]|2|true",
        "(,)|7|true",
        "[1.2]|1.2|true",
        "[1.2]|1.2.1|false",
        "[ 1 , 2 )|1.5|true",
        "[1.9,1.10]|1.10|true",
        "[1.9,1.10]|1.2|false"
      })
  void holdsWhatItsBoundsSay(String range, String version, boolean held) {
    assertThat(VersionRange.parse(range).contains(Version.parse(version))).isEqualTo(held);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2",
        "[1,2",
        "1,2)",
        "[1,2,3]",
        "[a,b)",
        "[1.,2)",
        "[-1,2)",
        "[1,2)x",
        "{1,2}",
        "[1.2.3.4.5,6)",
        "[9999999999,)"
      })
  void refusesAnotherFormAndShowsTheRightOne(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersionRange.parse(text))
        .withMessageContaining("[0.1,1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[2,1]", "[1,1)", "(1,1]", "(1,1)", "[]", "(1)", "[1)"})
  void refusesARangeThatHoldsNothing(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersionRange.parse(text))
        .withMessageContaining("no version at all");
  }

  @Test
  void readsTheApiVersionFromTheBuild() {
    assertThat(VersionRange.parse("[0.1,1)").contains(ApiVersion.current())).isTrue();
  }

  @Property
  void comparesLikeAListOfNumbers(
      @ForAll("parts") List<Integer> left, @ForAll("parts") List<Integer> right) {
    int expected = 0;
    for (int i = 0; i < 4 && expected == 0; i++) {
      expected = Integer.compare(part(left, i), part(right, i));
    }
    Version first = Version.parse(text(left));
    Version second = Version.parse(text(right));
    assertThat(Integer.signum(first.compareTo(second))).isEqualTo(expected);
    assertThat(Integer.signum(second.compareTo(first))).isEqualTo(-expected);
    assertThat(first.equals(second)).isEqualTo(expected == 0);
    assertThat(Version.parse(first.toString())).isEqualTo(first).hasSameHashCodeAs(first);
  }

  @Property
  void aHalfOpenRangeIsAllFromItsStartToBeforeItsEnd(
      @ForAll("parts") List<Integer> from,
      @ForAll("parts") List<Integer> to,
      @ForAll("parts") List<Integer> probe) {
    Version low = Version.parse(text(from));
    Version high = Version.parse(text(to));
    if (low.compareTo(high) >= 0) {
      return;
    }
    Version version = Version.parse(text(probe));
    boolean held = version.compareTo(low) >= 0 && version.compareTo(high) < 0;
    VersionRange range = VersionRange.parse("[" + text(from) + "," + text(to) + ")");
    assertThat(range.contains(version)).isEqualTo(held);
    assertThat(range.contains(low)).isTrue();
    assertThat(range.contains(high)).isFalse();
  }

  @Property
  void neverFailsOnAnyTextButWithAnArgumentException(@ForAll String text) {
    try {
      VersionRange.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("'");
    }
  }

  @Provide
  Arbitrary<List<Integer>> parts() {
    return Arbitraries.integers().between(0, 12).list().ofMinSize(1).ofMaxSize(4);
  }

  private static int part(List<Integer> parts, int index) {
    return index < parts.size() ? parts.get(index) : 0;
  }

  private static String text(List<Integer> parts) {
    return parts.stream().map(String::valueOf).collect(Collectors.joining("."));
  }
}
