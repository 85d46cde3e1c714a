package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which addresses the server is reached on, and which it names. */
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

  @Test
  void requestUriNamesWhatTheClientAskedFor() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.recording.onText =
          (session, text) -> Recording.echo(session, session.getRequestURI().toString());
      try (RawClient client = server.client().open("/u/al%20ice/r%C3%A4um?a=%2Fb")) {
        client.send(RawClient.text("?"));
        URI uri = URI.create(client.frame().text());
        assertThat(uri.getPath()).isEqualTo("/u/al ice/räum");
        assertThat(uri.getRawQuery()).isEqualTo("a=%2Fb");
        assertThat(uri.getHost()).isNotEqualTo("localhost");
      }
    }
  }
}
