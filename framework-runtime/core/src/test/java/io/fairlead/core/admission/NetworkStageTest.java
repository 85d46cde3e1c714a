package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.support.MovableClock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkStageTest {

  private static final String GOOD = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final MovableClock clock = new MovableClock();
  private final NetworkStage stage =
      new NetworkStage(
          TrustedProxies.of(FairleadConfig.of(Map.of("fairlead.trusted-proxies", "10.0.0.1"))),
          clock);

  private ClientNetwork examine(Requests requests) {
    return stage.examine(requests.build());
  }

  @Test
  void findsTheClientBehindATrustedProxy() {
    ClientNetwork network =
        examine(
            Requests.request()
                .peer("10.0.0.1")
                .header("Forwarded", "for=192.0.2.1;proto=https;host=out.example.com"));
    assertThat(network.clientAddress()).contains("192.0.2.1");
    assertThat(network.secure()).isTrue();
    assertThat(network.host()).contains("out.example.com");
    assertThat(network.arrivedAt()).isEqualTo(MovableClock.START);
  }

  @Test
  void takesPeerAndTlsAsTheyAreWithoutAProxy() {
    ClientNetwork network = examine(Requests.request().secure());
    assertThat(network.clientAddress()).contains("203.0.113.9");
    assertThat(network.secure()).isTrue();
    assertThat(network.host()).contains("chat.example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "req-42", "!~", "550e8400-e29b-41d4-a716-446655440000"})
  void takesAWellFormedRequestId(String id) {
    assertThat(examine(Requests.request().header("X-Request-Id", id)).requestId()).isEqualTo(id);
  }

  @Test
  void takesARequestIdOf128CharactersAndNoLonger() {
    String longest = "x".repeat(128);
    assertThat(examine(Requests.request().header("X-Request-Id", longest)).requestId())
        .isEqualTo(longest);
    assertThat(examine(Requests.request().header("X-Request-Id", longest + "x")).requestId())
        .doesNotContain("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a b", "a\tb", "ä", "a\nb", "a\u0000", "\u007f"})
  void makesItsOwnIdInPlaceOfABadOne(String id) {
    String made = examine(Requests.request().header("X-Request-Id", id)).requestId();
    assertThat(UUID.fromString(made).version()).isEqualTo(7);
  }

  @Test
  void makesItsOwnIdWhereTheHeaderStandsTwice() {
    Requests twice = Requests.request().header("X-Request-Id", "a").header("X-Request-Id", "b");
    assertThat(UUID.fromString(examine(twice).requestId()).version()).isEqualTo(7);
  }

  @Test
  void makesUniqueIdsThatSortByTime() {
    RequestIds ids = new RequestIds(clock);
    Set<String> made = new HashSet<>();
    String before = ids.next();
    for (int i = 0; i < 100_000; i++) {
      made.add(ids.next());
    }
    clock.forward(java.time.Duration.ofMillis(1));
    assertThat(made).hasSize(100_000);
    assertThat(ids.next()).isGreaterThan(before);
    assertThat(UUID.fromString(before).variant()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GOOD,
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-will-be"
      })
  void takesAWellFormedTraceparent(String value) {
    assertThat(examine(Requests.request().header("traceparent", value)).traceparent())
        .contains(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x",
        "0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      })
  void ignoresATraceparentThatIsNotWellFormed(String value) {
    assertThat(examine(Requests.request().header("traceparent", value)).traceparent()).isEmpty();
  }

  @Test
  void ignoresATraceparentThatStandsTwice() {
    Requests twice = Requests.request().header("traceparent", GOOD).header("traceparent", GOOD);
    assertThat(examine(twice).traceparent()).isEmpty();
  }

  @Property
  void takesAnyTraceparentOfTheFirstVersionWithIdsThatAreNotZero(
      @ForAll @Chars({'0', '1', '9', 'a', 'f'}) @StringLength(31) String trace,
      @ForAll @Chars({'0', '5', 'b'}) @StringLength(15) String parent) {
    String value = "00-1" + trace + "-" + parent + "2-00";
    assertThat(Traceparent.of(java.util.List.of(value))).contains(value);
  }

  @Property
  void ignoresATraceparentWithAnyOtherCharacterSomewhere(
      @ForAll @net.jqwik.api.constraints.IntRange(max = 54) int place, @ForAll char other) {
    if (GOOD.charAt(place) == other || "0123456789abcdef".indexOf(other) >= 0) {
      return;
    }
    String changed = GOOD.substring(0, place) + other + GOOD.substring(place + 1);
    assertThat(Traceparent.of(java.util.List.of(changed))).isEmpty();
  }
}
