package io.fairlead.core.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UriTemplateTest {

  private static Optional<Map<String, String>> match(String template, String path) {
    return UriTemplate.parse(template).match(path);
  }

  @ParameterizedTest
  @CsvSource({
    "/chat/{room}, /chat/lobby, lobby",
    "/chat/{room}, /chat/a%20b, a b",
    "/chat/{room}, /chat/%C3%A4, ä",
    "/chat/{room}, /chat/a%2Fb, a/b",
    "/chat/{room}, /chat/a+b, a+b",
    "/chat/{room}, /ch%61t/x, x",
    "/c%68at/{room}, /chat/x, x"
  })
  void findsDecodedVariable(String template, String path, String room) {
    assertThat(match(template, path)).contains(Map.of("room", room));
  }

  @ParameterizedTest
  @CsvSource({
    "/chat/{room}, /chat",
    "/chat/{room}, /chat/a/b",
    "/chat/{room}, /Chat/a",
    "/chat/{room}, chat/a",
    "/chat/{room}, /chat/%zz",
    "/chat/{room}, /chat/%2",
    "/chat/{room}, /chat/%ff%fe",
    "/chat/{room}, /chat/%c0%af",
    "/chat, /chat/"
  })
  void doesNotMatchOtherPath(String template, String path) {
    assertThat(match(template, path)).isEmpty();
  }

  @Test
  void takesEmptySegmentAsEmptyVariable() {
    assertThat(match("/chat/{room}", "/chat/")).contains(Map.of("room", ""));
  }

  @Test
  void matchesRoot() {
    assertThat(match("/", "/")).contains(Map.of());
  }

  @Test
  void findsItsEndBehindContextPath() {
    UriTemplate template = UriTemplate.parse("/chat/{room}");
    assertThat(template.matchEnd("/app/chat/x")).contains(Map.of("room", "x"));
    assertThat(template.matchEnd("/chat/x")).contains(Map.of("room", "x"));
    assertThat(template.matchEnd("/x")).isEmpty();
  }

  @Test
  void keepsOnlyItsOwnVariables() {
    assertThat(UriTemplate.parse("/u/{user}").only(Map.of("user", "a", "role", "admin")))
        .isEqualTo(Map.of("user", "a"));
  }

  @ParameterizedTest
  @CsvSource({
    "chat, must start with a slash",
    "'', must start with a slash",
    "/a//b, has an empty segment",
    "/a/../b, has a dot segment",
    "/a/./b, has a dot segment",
    "/{a}/{a}, uses a variable twice",
    "/{}, has a variable with a bad name",
    "/{a{b}, has a variable with a bad name",
    "/a{b}, has a variable that is not a whole segment",
    "/{a}b, has a variable that is not a whole segment",
    "/{a, has a variable that is not a whole segment",
    "/a?b, 'must be a path, without query and fragment'",
    "/a#b, 'must be a path, without query and fragment'",
    "/%zz, has a broken percent escape"
  })
  void refusesBadTemplate(String template, String why) {
    assertThatThrownBy(() -> UriTemplate.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the path '" + template + "' " + why + "; write it like /chat/{room}");
  }

  @ParameterizedTest
  @CsvSource({
    "/a/{x}, /a/{y}, true",
    "/a/{x}, /a/b, false",
    "/a/b, /a/{x}, false",
    "/a/b, /a/%62, true",
    "/a, /a/, false"
  })
  void knowsEquivalentTemplate(String one, String other, boolean equivalent) {
    assertThat(UriTemplate.parse(one).equivalentTo(UriTemplate.parse(other))).isEqualTo(equivalent);
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings().all().excludeChars(surrogates()).ofMaxLength(20);
  }

  private static char[] surrogates() {
    char[] all = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
    for (int i = 0; i < all.length; i++) {
      all[i] = (char) (Character.MIN_SURROGATE + i);
    }
    return all;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Whatever stands in a segment, properly encoded, comes out as it was. */
  @Property(tries = 300)
  void givesBackEncodedValues(@ForAll("values") String first, @ForAll("values") String second) {
    String path = "/x/" + encoded(first) + "/y/" + encoded(second);
    assertThat(match("/x/{a}/y/{b}", path)).contains(Map.of("a", first, "b", second));
  }

  /** No path, however broken, makes it throw; and a match has all variables and no others. */
  @Property(tries = 500)
  void neverThrowsForAnyPath(@ForAll String path, @ForAll @Size(max = 4) List<String> parts) {
    UriTemplate template = UriTemplate.parse("/x/{a}/{b}");
    for (String attempt :
        List.of(path, "/x/" + path, "/" + String.join("/", parts), "/x/%" + path + "/")) {
      template.match(attempt).ifPresent(v -> assertThat(v).containsOnlyKeys("a", "b"));
      template.matchEnd(attempt).ifPresent(v -> assertThat(v).containsOnlyKeys("a", "b"));
    }
  }
}
