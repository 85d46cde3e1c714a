package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.core.admission.TrustedProxies.Client;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

  private static final String PROXY = "10.0.0.1";
  private static final TrustedProxies PROXIES = trusting("10.0.0.0/8, 2001:db8:aaaa::/48");

  private static TrustedProxies trusting(String list) {
    return TrustedProxies.of(FairleadConfig.of(Map.of("fairlead.trusted-proxies", list)));
  }

  private static Client client(String peer, String header, String... lines) {
    return PROXIES.client(
        peer, false, Map.of("host", List.of("inner:8080"), header, List.of(lines)));
  }

  @Test
  void ignoresHeadersOfAPeerThatIsNotListed() {
    Client client = client("203.0.113.9", "forwarded", "for=1.2.3.4;proto=https;host=evil");
    assertThat(client).isEqualTo(new Client("203.0.113.9", false, "inner:8080"));
    assertThat(client("203.0.113.9", "x-forwarded-for", "1.2.3.4").address())
        .isEqualTo("203.0.113.9");
  }

  @Test
  void ignoresHeadersWhereNobodyIsListed() {
    TrustedProxies none = TrustedProxies.of(FairleadConfig.of(Map.of()));
    assertThat(none.client("127.0.0.1", true, Map.of("forwarded", List.of("for=1.2.3.4"))))
        .isEqualTo(new Client("127.0.0.1", true, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=192.0.2.60;proto=http;by=203.0.113.43 | 192.0.2.60",
        "for=192.0.2.43, for=198.51.100.17 | 198.51.100.17",
        "For=\"[2001:db8:cafe::17]:4711\" | 2001:db8:cafe::17",
        "FOR=\"[2001:DB8:CAFE:0::17]\" | 2001:db8:cafe::17",
        "for=\"192.0.2.60:1234\" | 192.0.2.60",
        "for=192.0.2.60:1234 | 192.0.2.60",
        "for=\"192.0.2.60:_obf\" | 192.0.2.60",
        "for=6.6.6.6, for=192.0.2.1, for=10.9.9.9 | 192.0.2.1",
        "for=10.1.1.1, for=10.2.2.2 | 10.1.1.1",
        " , for=192.0.2.1 ; proto=https , | 192.0.2.1",
        "for=\"192.0.2\\.1\" | 192.0.2.1",
        "for=6.6.6.6;proto=\"a,b;c\\\"\", for=192.0.2.1 | 192.0.2.1",
      })
  void findsTheClientInForwarded(String header, String expected) {
    assertThat(client(PROXY, "forwarded", header).address()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=unknown",
        "for=Unknown",
        "for=\"unknown:443\"",
        "for=_hidden",
        "for=\"_SEVKISEK:80\"",
        "proto=https",
        "for=1.2.3.4, for=_x"
      })
  void knowsNoAddressOfAHiddenClient(String header) {
    assertThat(client(PROXY, "forwarded", header).address()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=\"",
        "for=\"1.2.3.4",
        "for",
        "=1.2.3.4",
        "for=1.2.3.4;for=5.6.7.8",
        "for=1.2.3.4 x",
        "for=300.1.1.1",
        "for=localhost",
        "for=[::1",
        "for=::1:80:90::",
        "for=\"[1.2.3.4]\"",
        "for=\"[::1]x\"",
        "for=1.2.3.4, for=\"",
        "for=,",
        "for=1.2.3.4:999999"
      })
  void countsTheProxyWhereTheLineCannotBeRead(String header) {
    assertThat(client(PROXY, "forwarded", header).address()).isEqualTo(PROXY);
  }

  @Test
  void keepsAnOpenQuoteOfTheClientOnItsOwnLine() {
    assertThat(client(PROXY, "forwarded", "for=\"6.6.6.6", "for=192.0.2.1").address())
        .isEqualTo("192.0.2.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1 | 192.0.2.1",
        "6.6.6.6, 192.0.2.1 | 192.0.2.1",
        "6.6.6.6, 192.0.2.1, 10.3.3.3,10.4.4.4 | 192.0.2.1",
        "2001:db8::7 | 2001:db8::7",
        "[2001:db8::7]:443 | 2001:db8::7",
        "192.0.2.1:5555 | 192.0.2.1",
        "2001:db8:aaaa::5, 10.1.1.1 | 2001:db8:aaaa::5",
        "garbage, 192.0.2.1 | 192.0.2.1",
        "192.0.2.1, garbage | 10.0.0.1",
        "192.0.2.1, garbage, 10.7.7.7 | 10.7.7.7",
      })
  void walksXForwardedForFromTheNearestProxyOutwards(String header, String expected) {
    assertThat(client(PROXY, "x-forwarded-for", header).address()).isEqualTo(expected);
  }

  @Test
  void readsSeveralLinesAsOneList() {
    assertThat(client(PROXY, "x-forwarded-for", "6.6.6.6", "192.0.2.1", "10.1.1.1").address())
        .isEqualTo("192.0.2.1");
  }

  @Test
  void takesSchemeAndHostFromTheProxyThatSawTheClient() {
    Client client =
        client(
            PROXY,
            "forwarded",
            "for=6.6.6.6;proto=http;host=spoof, for=192.0.2.1;proto=https;host=chat.example.com,"
                + " for=10.1.1.1;proto=http;host=inner");
    assertThat(client).isEqualTo(new Client("192.0.2.1", true, "chat.example.com"));
  }

  @Test
  void takesSchemeAndHostOfXForwardedFromTheSamePlaceInTheirLists() {
    Map<String, List<String>> headers =
        Map.of(
            "host", List.of("inner:8080"),
            "x-forwarded-for", List.of("6.6.6.6, 192.0.2.1, 10.1.1.1"),
            "x-forwarded-proto", List.of("http, https, http"),
            "x-forwarded-host", List.of("spoof.example, chat.example.com"));
    Client client = trusting(PROXY + ",10.1.1.1").client(PROXY, false, headers);
    // as many schemes as addresses: the same place; fewer hosts: the nearest proxy's
    assertThat(client).isEqualTo(new Client("192.0.2.1", true, "chat.example.com"));
  }

  @Test
  void takesSchemeAloneFromAProxyThatNamesNoClient() {
    assertThat(client(PROXY, "x-forwarded-proto", "https"))
        .isEqualTo(new Client(PROXY, true, "inner:8080"));
  }

  @Test
  void ignoresASchemeOrHostThatIsNone() {
    assertThat(client(PROXY, "forwarded", "for=192.0.2.1;proto=gopher;host=\"a b\""))
        .isEqualTo(new Client("192.0.2.1", false, "inner:8080"));
  }

  @Test
  void believesNeitherOfTwoHeadersThatContradictEachOther() {
    Map<String, List<String>> headers =
        Map.of("forwarded", List.of("for=6.6.6.6"), "x-forwarded-for", List.of("192.0.2.1"));
    assertThat(trusting(PROXY).client(PROXY, false, headers).address()).isEqualTo(PROXY);
  }

  @Test
  void takesTwoHeadersThatAgree() {
    Map<String, List<String>> headers =
        Map.of("forwarded", List.of("for=192.0.2.1"), "x-forwarded-for", List.of("192.0.2.1"));
    assertThat(trusting(PROXY).client(PROXY, false, headers).address()).isEqualTo("192.0.2.1");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.0.0.128/25, 10.0.0.129, true",
    "10.0.0.128/25, 10.0.0.127, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "::/0, 8.8.8.8, false",
    "::/0, 2001:db8::1, true",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::ffff:10.0.0.0/104, 10.4.4.4, true",
    "10.0.0.1, ::ffff:10.0.0.1, true",
    "::1, 0:0:0:0:0:0:0:1%lo, true"
  })
  void trustsTheAddressesOfABlock(String block, String peer, boolean trusted) {
    Client client =
        trusting(block).client(peer, false, Map.of("x-forwarded-for", List.of("192.0.2.1")));
    assertThat("192.0.2.1".equals(client.address())).isEqualTo(trusted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.local", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "*"})
  void refusesToStartWithABlockThatIsNone(String block) {
    assertThatThrownBy(() -> trusting("10.0.0.1," + block))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("fairlead.trusted-proxies")
        .hasMessageContaining(block);
  }

  @Test
  void knowsNoAddressWhereTheServerTellsNone() {
    assertThat(trusting(PROXY).client(null, false, Map.of("forwarded", List.of("for=1.2.3.4"))))
        .isEqualTo(new Client(null, false, null));
  }

  /** Whatever a client writes in front, the address that the trusted proxy appends is found. */
  @Property
  void findsTheAppendedAddressBehindAnything(@ForAll String garbage) {
    assertThat(client(PROXY, "forwarded", garbage, "for=192.0.2.1").address())
        .isEqualTo("192.0.2.1");
    assertThat(client(PROXY, "x-forwarded-for", garbage + ", 192.0.2.1").address())
        .isEqualTo("192.0.2.1");
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void neverTakesAnythingButAnAddressFromAFuzzedHeader() {
    Random random = new Random(4711);
    String alphabet = "for=\"[]:;,.\\ _unkow1234567890abcdef\tproto=https";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder header = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        header.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String address = client(PROXY, "forwarded", header.toString()).address();
      assertThat(address == null || IpAddress.parse(address) != null)
          .as(header.toString())
          .isTrue();
    }
  }
}
