package io.fairlead.standalone.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionOfferTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "foo                                  | foo",
        "  foo\t                              | foo",
        "foo;a                                | foo; a",
        "foo ; a = 1 ;\tb                     | foo; a=1; b",
        "foo; a=\"1\"                         | foo; a=1",
        "foo; a=\"\\1\\0\"                    | foo; a=10",
        "foo; a; a; a=2                       | foo; a; a; a=2",
        "foo, bar;x=y,baz                     | foo, bar; x=y, baz",
        ", foo,, bar ,                        | foo, bar",
        "permessage-deflate; client_max_window_bits, permessage-deflate"
            + " | permessage-deflate; client_max_window_bits, permessage-deflate",
        "``                                   | ``",
      })
  void readsWhatTheGrammarAllows(String line, String canonical) {
    assertThat(text(ExtensionOffer.parse(List.of(line)))).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo;",
        "foo; ;a",
        "foo;=1",
        "foo; a=",
        "foo; a=;b",
        "foo; a=\"\"",
        "foo; a=\"1",
        "foo; a=\"1 2\"",
        "foo; a=\"1,2\"",
        "foo; a=\"\\",
        "foo; a=1 2",
        "foo bar",
        "foo=1",
        "\"foo\"",
        "foo; a=\"1\"2",
        "f\u00FCr",
        "foo; a=\u0001",
        "foo/bar",
        "foo; a==1",
        ";a"
      })
  void refusesWhatItForbids(String line) {
    assertThatThrownBy(() -> ExtensionOffer.parse(List.of(line)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsSeveralLinesAsOneList() {
    assertThat(text(ExtensionOffer.parse(List.of("a; b", "c, d")))).isEqualTo("a; b, c, d");
  }

  @Property
  void readsItsOwnTextBackOrRefuses(
      @ForAll @CharRange(from = 'a', to = 'c') @Chars({' ', ';', ',', '=', '"', '\\', '\t', '('})
          String line) {
    List<ExtensionOffer> offers;
    try {
      offers = ExtensionOffer.parse(List.of(line));
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(ExtensionOffer.parse(List.of(text(offers)))).isEqualTo(offers);
  }

  private static String text(List<ExtensionOffer> offers) {
    return offers.stream().map(ExtensionOffer::toString).collect(Collectors.joining(", "));
  }
}
