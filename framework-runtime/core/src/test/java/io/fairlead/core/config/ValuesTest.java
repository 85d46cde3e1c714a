package io.fairlead.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class ValuesTest {

  @Property
  void readsEveryWritingOfADuration(@ForAll @LongRange(min = 0, max = 36_500) long amount) {
    assertThat(Values.duration(amount + "ms")).isEqualTo(Duration.ofMillis(amount));
    assertThat(Values.duration(amount + "s")).isEqualTo(Duration.ofSeconds(amount));
    assertThat(Values.duration(" " + amount + " m ")).isEqualTo(Duration.ofMinutes(amount));
    assertThat(Values.duration(amount + "H")).isEqualTo(Duration.ofHours(amount));
    assertThat(Values.duration(amount + "d")).isEqualTo(Duration.ofDays(amount));
    assertThat(Values.duration(Duration.ofMillis(amount).toString()))
        .isEqualTo(Duration.ofMillis(amount));
  }

  /** Whatever is typed, there is a duration that every clock can count, or one kind of refusal. */
  @Property(tries = 5_000)
  void neverFailsOtherwiseAndNeverOverflows(@ForAll("durationLike") String text) {
    try {
      Duration duration = Values.duration(text);
      assertThat(duration.toNanos()).isBetween(0L, Long.MAX_VALUE / 2);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("must be a duration such as");
    }
  }

  @Provide
  Arbitrary<String> durationLike() {
    Arbitrary<String> random =
        Arbitraries.strings().withChars("0123456789-+.pPtTdDhHmMsS ").ofMaxLength(25);
    Arbitrary<String> huge =
        Arbitraries.bigIntegers()
            .greaterOrEqual(BigInteger.ZERO)
            .lessOrEqual(BigInteger.TEN.pow(24))
            .map(String::valueOf)
            .flatMap(n -> Arbitraries.of("ms", "s", "m", "h", "d", " d").map(unit -> n + unit));
    return Arbitraries.oneOf(random, huge, Arbitraries.strings().all().ofMaxLength(10));
  }

  @Example
  void refusesDurationsWithoutEnd() {
    for (String text :
        List.of(
            "9999999999999d",
            "999999999999999999d",
            "36501d",
            "P9999999999999D",
            "PT9223372036854775807S",
            "-1s",
            "PT-1S",
            "1",
            "",
            "1.5s",
            "1y",
            "s")) {
      assertThatThrownBy(() -> Values.duration(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("must be a duration such as 500ms, 10s, 5m or 1h, at most 36500d");
    }
    assertThatThrownBy(() -> Values.positiveDuration("0s")).hasMessage("must be at least 1ms");
    assertThatThrownBy(() -> Values.positiveDuration("PT0.0001S"))
        .hasMessage("must be at least 1ms");
  }

  @Property
  void numberIsExactOrRefused(@ForAll long value, @ForAll long a, @ForAll long b) {
    long min = Math.min(a, b);
    long max = Math.max(a, b);
    if (value >= min && value <= max) {
      assertThat(Values.number(" " + value + " ", min, max)).isEqualTo(value);
    } else {
      assertThatThrownBy(() -> Values.number(String.valueOf(value), min, max))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(min + " to " + max);
    }
    assertThatThrownBy(() -> Values.number("9".repeat(20) + Math.abs(value % 10), min, max))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void listReadsBackWhatWasJoined(@ForAll("items") List<String> items) {
    assertThat(Values.list(Values.join(items))).isEqualTo(items);
  }

  @Provide
  Arbitrary<List<String>> items() {
    return Arbitraries.strings()
        .withChars("ab,\\ *.:/")
        .ofMinLength(1)
        .ofMaxLength(8)
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .list()
        .ofMaxSize(5);
  }

  @Example
  void listDropsBlanksAndEmptyItems() {
    assertThat(Values.list(" a , ,b,, c\\d ")).containsExactly("a", "b", "c\\d");
    assertThat(Values.list("")).isEmpty();
  }

  @Property
  void choiceTakesEveryNameInAnyCaseAndNothingElse(
      @ForAll Settings.AuthMode mode, @ForAll String other) {
    assertThat(Values.choice(Values.name(mode), Settings.AuthMode.class)).isEqualTo(mode);
    assertThat(Values.choice(mode.name().toUpperCase(Locale.ROOT), Settings.AuthMode.class))
        .isEqualTo(mode);
    if (!List.of("jwt", "plugins", "none").contains(other.strip().toLowerCase(Locale.ROOT))) {
      assertThatThrownBy(() -> Values.choice(other, Settings.AuthMode.class))
          .hasMessage("must be one of jwt, plugins, none");
    }
  }

  @Example
  void flagIsTrueOrFalseOnly() {
    assertThat(Values.flag(" TRUE ")).isTrue();
    assertThat(Values.flag("false")).isFalse();
    for (String text : List.of("yes", "1", "", "on")) {
      assertThatThrownBy(() -> Values.flag(text)).hasMessage("must be true or false");
    }
  }
}
