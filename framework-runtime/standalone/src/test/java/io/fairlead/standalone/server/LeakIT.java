package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.core.config.Settings.ServerTransport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Everything that can end a connection early, many times over, on each kind of event loops. */
@Timeout(120)
class LeakIT {

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void noBufferIsLostHoweverConnectionsEnd(ServerTransport transport) throws Exception {
    assumeTrue(transport != ServerTransport.EPOLL || Epoll.isAvailable());
    try (TestServer server =
        TestServer.start(
            Map.of(
                "fairlead.limits.message-bytes",
                "50000",
                "fairlead.server.transport",
                transport.name().toLowerCase(Locale.ROOT)),
            builder -> builder)) {
      for (int round = 0; round < 30; round++) {
        endInAllWays(server);
      }
      await().until(() -> server.server.connections() == 0);
      await().until(() -> server.recording.sessions.isEmpty());
      assertThat(server.recording.events.stream().filter(e -> e.startsWith("open")).count())
          .isEqualTo(server.recording.closed.size());
    }
    Leaks.findAll();
  }

  private static void endInAllWays(TestServer server) throws Exception {
    String handshake = RawClient.handshake("/echo");
    server.client().send(handshake.substring(0, 40)).reset();
    server.client().send(handshake).reset();
    server.client().send(handshake + "half a frame").close();
    server.client().open("/echo").reset();
    server.client().open("/echo").send(RawClient.text("x")).close();
    server.client().open("/echo").send(new byte[] {(byte) 0x82, (byte) 0xFE, 1}).close();
    try (RawClient client = server.client()) {
      client.send(
          RawClient.join(
              RawClient.latin(handshake),
              RawClient.frame(0x02, new byte[40_000]),
              RawClient.frame(0x80, new byte[40_000])));
      assertThat(client.response().status()).isEqualTo(101);
      assertThat(client.frame().closeCode()).isEqualTo(1009);
      assertThat(client.ended()).isTrue();
    }
    try (RawClient client = server.client()) {
      client.send(
          RawClient.join(
              RawClient.latin(RawClient.handshake("/nowhere")), RawClient.text("behind")));
      assertThat(client.response().status()).isEqualTo(404);
      assertThat(client.ended()).isTrue();
    }
    try (RawClient client = server.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    }
    try (RawClient client = server.client().open("/echo")) {
      client.send(RawClient.text("hello"));
      assertThat(client.frame().text()).isEqualTo("hello");
      client.send(RawClient.close(1000));
      assertThat(client.frame().closeCode()).isEqualTo(1000);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void lostBufferWouldBeFound() {
    Leaks.watch();
    lose();
    org.assertj.core.api.Assertions.assertThatThrownBy(Leaks::findAll)
        .isInstanceOf(AssertionError.class);
    Leaks.forget();
  }

  @SuppressWarnings("CheckReturnValue")
  private static void lose() {
    ByteBufAllocator.DEFAULT.directBuffer(32).writeByte(1);
  }
}
