package io.fairlead.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b, /a/b",
    "/a/, /a/",
    "/a%20b, '/a b'",
    "/%C3%A4, /ä",
    "/a+b, /a+b",
    "/a;x=1/b, /a;x=1/b",
    "http://example.org/a?x=1, /a",
    "https://example.org, /",
    "ws://example.org:80?x=1, /"
  })
  void decodesPath(String target, String path) throws Exception {
    assertThat(RequestTarget.parse(target).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "example.org:80",
        "ftp://example.org/",
        "/a b",
        "/\u00e4",
        "/a#b",
        "/a\\b",
        "/%",
        "/%4",
        "/%zz",
        "/a%2",
        "/%00",
        "/%0a",
        "/%7f",
        "/%ff%fe",
        "/%c0%af",
        "/%ed%a0%80",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/..",
        "/.",
        "/a/../b",
        "/%2e%2e/b",
        "/.%2E",
        "/%2e",
        "/a?x=%zz",
        "/a?x=%ff",
        "/a?%=1"
      })
  void refusesWhatIsMalformedOrAmbiguous(String target) {
    assertThatThrownBy(() -> RequestTarget.parse(target)).isInstanceOf(BadRequestException.class);
  }

  @Test
  void decodesQueryParametersInOrder() throws Exception {
    RequestTarget target = RequestTarget.parse("/?a=1&b=x+y&a=%C3%A4&c&&=v&d=1=2");

    assertThat(target.parameters())
        .containsEntry("a", List.of("1", "ä"))
        .containsEntry("b", List.of("x y"))
        .containsEntry("c", List.of(""))
        .containsEntry("", List.of("v"))
        .containsEntry("d", List.of("1=2"))
        .hasSize(5);
    assertThat(target.query()).isEqualTo("a=1&b=x+y&a=%C3%A4&c&&=v&d=1=2");
  }

  @Test
  void makesQueryOfBrowserFitForUri() throws Exception {
    RequestTarget target = RequestTarget.parse("/?f={\"a\":[1|2]}^`<>");

    assertThat(URI.create("/?" + target.encodedQuery()).getQuery())
        .isEqualTo("f={\"a\":[1|2]}^`<>");
  }

  @Test
  void escapesWhatTyrusWouldTakeForMatrixParameters() throws Exception {
    assertThat(RequestTarget.parse("/a;b=c/{x}").encodedPath()).isEqualTo("/a%3Bb%3Dc/%7Bx%7D");
  }

  @Property(tries = 5_000)
  void neverFailsOtherwiseThanAsBadRequest(@ForAll String text) {
    try {
      RequestTarget target = RequestTarget.parse("/" + text);
      assertThat(RequestTarget.parse(target.encodedPath()).segments()).isEqualTo(target.segments());
      URI.create(target.encodedPath());
    } catch (BadRequestException e) {
      assertThat(e).hasMessageEndingWith(".");
    }
  }
}
