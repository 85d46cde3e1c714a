package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which addresses the server is reached on. */
@Timeout(60)
class AddressesIT {

  @Test
  void isReachedOnlyOnTheAddressThatItIsBoundTo() throws Exception {
    try (TestServer server = TestServer.start();
        Socket bound = new Socket("127.0.0.1", server.port())) {
      assertThat(bound.isConnected()).isTrue();
      assertThatThrownBy(() -> new Socket("127.0.0.2", server.port()).close())
          .isInstanceOf(IOException.class);
    }
  }
}
