package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "::1, ::1",
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:1%lo, ::1",
    "::, ::",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "1::, 1::",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::ffff:c000:201, 192.0.2.1",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221"
  })
  void givesTheCanonicalText(String text, String canonical) {
    assertThat(IpAddress.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "0x7f.1.1.1",
        ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "[::1]",
        "1.2.3.4:80", "::1.2.3", "1:2:3:4:5:6:7::8", "1.2.3.4::", "٣.1.1.1"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThat(IpAddress.parse(text)).isNull();
  }

  @Property
  void readsItsOwnTextOfAnyV6Address(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
    InetAddress reference = InetAddress.getByAddress(bytes);
    IpAddress parsed = IpAddress.parse(reference.getHostAddress());
    assertThat(parsed).isNotNull();
    assertThat(parsed.bytes()).isEqualTo(reference.getAddress());
    assertThat(IpAddress.parse(parsed.toString())).isEqualTo(parsed);
  }

  @Property
  void readsItsOwnTextOfAnyV4Address(@ForAll @Size(4) byte[] bytes) throws UnknownHostException {
    InetAddress reference = InetAddress.getByAddress(bytes);
    assertThat(IpAddress.parse(reference.getHostAddress())).hasToString(reference.getHostAddress());
  }

  @Property
  void neverThrows(@ForAll String text) {
    IpAddress parsed = IpAddress.parse(text);
    assertThat(parsed == null || IpAddress.parse(parsed.toString()) != null).isTrue();
  }
}
