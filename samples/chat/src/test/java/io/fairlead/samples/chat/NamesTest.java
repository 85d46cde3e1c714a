package io.fairlead.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"ada", "Ada Lovelace", "Łukasz-1", "李雷", "a.b_c", "7", "प्रिया"})
  void takesUserNames(String name) {
    assertThat(UserName.clean(name)).contains(name);
  }

  @ParameterizedTest
  @CsvSource({"'  ada  ',ada", "'a \t\u00A0b','a b'", "'ﬁn',fin", "'Ame\u0301lie',Amélie"})
  void bringsUserNamesIntoOneForm(String typed, String name) {
    assertThat(UserName.clean(typed)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-ada", "<b>", "a\u0000b", "a\u202Eb", "a/b", "a\"b", "a\u200Bb", "😀"})
  void refusesUserNames(String name) {
    assertThat(UserName.clean(name)).isEmpty();
  }

  @Test
  void refusesUserNameOverThirtyTwoCharacters() {
    assertThat(UserName.clean("a".repeat(32))).isPresent();
    assertThat(UserName.clean("a".repeat(33))).isEmpty();
  }

  @Property
  void cleanUserNamesStayAsTheyAre(@ForAll String typed) {
    UserName.clean(typed).ifPresent(name -> assertThat(UserName.clean(name)).contains(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lobby", "a", "room-7", "0"})
  void takesRoomNames(String name) {
    assertThat(RoomName.valid(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Lobby", "-a", "a b", "a/b", "..", "ä", "a\n", "%2e", "a_b"})
  void refusesRoomNames(String name) {
    assertThat(RoomName.valid(name)).isFalse();
  }

  @Test
  void refusesRoomNameOverThirtyTwoCharacters() {
    assertThat(RoomName.valid("a".repeat(32))).isTrue();
    assertThat(RoomName.valid("a".repeat(33))).isFalse();
  }

  @Test
  void givesGuestsNamesOfTheirOwn() {
    assertThat(IntStream.range(0, 100).mapToObj(i -> GuestNames.next()).distinct().count())
        .isGreaterThan(95);
    assertThat(GuestNames.next()).matches("guest-[0-9a-f]{6}");
  }
}
