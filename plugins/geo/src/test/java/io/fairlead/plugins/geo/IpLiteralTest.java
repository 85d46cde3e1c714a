package io.fairlead.plugins.geo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {

  @ParameterizedTest
  @CsvSource({
    "81.2.69.160, 81.2.69.160",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "2001:218::1, 2001:218:0:0:0:0:0:1",
    "::ffff:81.2.69.160, 81.2.69.160",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:1"
  })
  void readsAddresses(String text, String expected) {
    assertThat(IpLiteral.parse(text)).map(InetAddress::getHostAddress).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "example.com", "256.1.1.1", "1.2.3", "12345", "::g", "1:2", ":"})
  void refusesAllElseWithoutAskingNameServer(String text) {
    assertThat(IpLiteral.parse(text)).isEmpty();
  }

  @Test
  void refusesOverlongText() {
    assertThat(IpLiteral.parse("1".repeat(10_000))).isEmpty();
    assertThat(IpLiteral.parse(":".repeat(10_000))).isEmpty();
  }
}
