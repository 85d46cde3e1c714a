package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.support.MovableClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeParsingTest {

  private static DefaultHandshake read(Requests requests) {
    UpgradeRequest request = requests.build();
    NetworkStage stage =
        new NetworkStage(TrustedProxies.of(FairleadConfig.of(Map.of())), new MovableClock());
    return DefaultHandshake.of(request, stage.examine(request));
  }

  // --- query

  @ParameterizedTest
  @CsvSource({
    "a=1&b=2, b, 2",
    "a=1&a=2, a, 1",
    "a=x%20y+z, a, x y z",
    "a=%C3%A4, a, ä",
    "%61=1, a, 1",
    "&&a=1&, a, 1",
    "a=b=c, a, b=c"
  })
  void decodesAQuery(String raw, String name, String value) {
    assertThat(read(Requests.request().query(raw)).queryParameter(name)).contains(value);
  }

  @Test
  void readsAParameterWithoutValueAsEmpty() {
    DefaultHandshake handshake = read(Requests.request().query("a&b="));
    assertThat(handshake.queryParameter("a")).contains("");
    assertThat(handshake.queryParameter("b")).contains("");
    assertThat(handshake.queryParameter("c")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%=1", "a=%ff%fe", "a=%c0%af", "a=ä", "a=%٣1"})
  void refusesAQueryThatIsNotWellEncoded(String raw) {
    assertThatThrownBy(() -> read(Requests.request().query(raw)))
        .isInstanceOf(MalformedHandshakeException.class)
        .hasMessageNotContaining(raw);
  }

  @Property
  void decodesWhatAFormEncodes(@ForAll String name, @ForAll String value) {
    // a lone half of a surrogate pair has no UTF-8
    String sent = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    String given = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    String raw =
        URLEncoder.encode(sent, StandardCharsets.UTF_8)
            + "="
            + URLEncoder.encode(given, StandardCharsets.UTF_8);
    assertThat(QueryString.parse(raw)).containsEntry(sent, given);
  }

  @Property
  void decodesOrRefusesAnyQuery(@ForAll String raw) {
    try {
      assertThat(QueryString.parse(raw)).isNotNull();
    } catch (MalformedHandshakeException e) {
      assertThat(e).hasMessageStartingWith("The query");
    }
  }

  // --- cookies

  @Test
  void readsCookiesOfAllLines() {
    DefaultHandshake handshake =
        read(Requests.request().header("Cookie", "a=1; b=2").header("Cookie", "c=\"3\";d=x=y"));
    assertThat(handshake.cookie("a")).contains("1");
    assertThat(handshake.cookie("b")).contains("2");
    assertThat(handshake.cookie("c")).contains("3");
    assertThat(handshake.cookie("d")).contains("x=y");
    assertThat(handshake.cookie("A")).isEmpty();
  }

  @Test
  void takesTheFirstOfTwoCookiesWithOneName() {
    assertThat(Cookies.parse(List.of("a=1; a=2"))).containsEntry("a", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "=1", "a b=1", "a=1 2", "a=1\u0001", "a=\"1", "ä=1", "a=ä", "a=1,2"})
  void leavesOutAPairThatBreaksTheGrammar(String pair) {
    assertThat(Cookies.parse(List.of(pair + "; good=1"))).containsExactly(Map.entry("good", "1"));
  }

  @Property
  void findsAGoodCookieBehindAnyOtherPairs(
      @ForAll @Chars({'a', '=', '"', ' ', ',', '\\', '\t', 'ä'}) @StringLength(max = 20)
          String garbage) {
    assertThat(Cookies.parse(List.of(garbage + "; token=abc.def; " + garbage)))
        .containsEntry("token", "abc.def");
  }

  @Property
  void readsAnyCookieHeaderWithoutFailing(@ForAll String line) {
    Cookies.parse(List.of(line))
        .forEach(
            (name, value) -> {
              assertThat(HttpText.isToken(name)).isTrue();
              assertThat(HttpText.isVisibleAscii(value)).isTrue();
            });
  }

  // --- subprotocols and headers

  @Test
  void readsSubprotocolsOfAllLinesInOrder() {
    DefaultHandshake handshake =
        read(
            Requests.request()
                .header("Sec-WebSocket-Protocol", "bearer,  abc.def ")
                .header("Sec-WebSocket-Protocol", "chat,,v2"));
    assertThat(handshake.subprotocols()).containsExactly("bearer", "abc.def", "chat", "v2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "\"a\"", "a;b", "ä"})
  void refusesASubprotocolThatIsNoToken(String line) {
    assertThatThrownBy(() -> read(Requests.request().header("Sec-WebSocket-Protocol", line)))
        .isInstanceOf(MalformedHandshakeException.class);
  }

  @Test
  void findsHeadersInAnyCaseWithAllTheirLines() {
    DefaultHandshake handshake = read(Requests.request().header("X-A", "1").header("x-a", "2"));
    assertThat(handshake.headers("X-a")).containsExactly("1", "2");
    assertThat(handshake.header("x-A")).contains("1");
    assertThat(handshake.header("X-B")).isEmpty();
    assertThat(handshake.headers("X-B")).isEmpty();
    assertThat(handshake.path()).isEqualTo("/ws/alice");
  }

  @Test
  void showsNothingButThePathAsText() {
    Requests requests =
        Requests.request()
            .bearer("very.secret.token")
            .query("token=secret")
            .header("Cookie", "s=1");
    assertThat(read(requests)).hasToString("Handshake[/ws/alice]");
    assertThat(requests.build()).hasToString("UpgradeRequest[/ws/alice]");
  }
}
