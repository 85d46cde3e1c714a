package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientBlockTest {

  @Test
  void everyIpv4AddressStandsForItself() {
    assertThat(ClientBlock.of("192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(ClientBlock.of("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(ClientBlock.of("192.0.2.2")).isNotEqualTo(ClientBlock.of("192.0.2.1"));
  }

  @Test
  void ipv6AddressesOfOneNetworkAreOne() {
    String block = ClientBlock.of("2001:db8:1:2::1");
    assertThat(ClientBlock.of("2001:db8:1:2:ffff:ffff:ffff:ffff")).isEqualTo(block);
    assertThat(ClientBlock.of("2001:db8:1:2::1%eth0")).isEqualTo(block);
    assertThat(ClientBlock.of("2001:db8:1:3::1")).isNotEqualTo(block);
  }

  @Test
  void unknownAddressesShareOne() {
    assertThat(ClientBlock.of(Optional.empty())).isEqualTo(ClientBlock.UNKNOWN);
    assertThat(ClientBlock.of("no address")).isEqualTo(ClientBlock.UNKNOWN);
    assertThat(ClientBlock.of(Optional.of("192.0.2.1"))).isEqualTo("192.0.2.1");
  }
}
