package io.fairlead.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.255.3.4", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
  void takesAddressesOfThisMachine(String address) {
    assertThat(Loopback.is(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "unknown", "localhost", "127.0.0.1.example.com", "127.1", "2130706433", "127.0.0.256",
        "0.0.0.0", "::", "10.0.0.1", "192.0.2.1", "2001:db8::1", "::ffff:10.0.0.1", ":::1",
        "face:", "[::1]", " 127.0.0.1", "127.0.0.1, 192.0.2.1"
      })
  void refusesAllElse(String address) {
    assertThat(Loopback.is(address)).isFalse();
  }
}
